import type { StackEngine } from './stack-engine';
import { box, MemoryCloud, template } from './testing/memory-cloud';

/** Lets an engine run until a call, then leaves it there for ever: as a killed process would. */
async function killAt(cloud: MemoryCloud, call: string): Promise<void> {
  await new Promise<void>((reached) => {
    cloud.intercept = (current) => {
      if (current !== call) {
        return undefined;
      }
      reached();
      return new Promise<void>(() => undefined);
    };
  });
  cloud.intercept = () => undefined;
}

const two = (colour: string, name = 'inner'): string =>
  template({
    Inner: box({ Name: name, Colour: colour }),
    Outer: box({ Contains: [{ Ref: 'Inner' }] }, { DependsOn: 'Inner' }),
  });

describe('after a kill', () => {
  let cloud: MemoryCloud;
  let engine: StackEngine;

  beforeEach(() => {
    cloud = new MemoryCloud();
    engine = cloud.engine();
  });

  afterEach(async () => {
    await engine.close();
    cloud.close();
  });

  const restart = async (): Promise<void> => {
    engine = cloud.engine();
    engine.resume();
    await engine.settled();
  };
  const create = async (): Promise<void> => {
    await engine.createStack('boxes', { templateBody: two('red') });
    await engine.settled();
  };

  it.each(['create Inner', 'fill Inner', 'create Outer', 'fill Outer'])(
    'at "%s" a creation is undone, and nothing is left behind',
    async (call) => {
      await engine.createStack('boxes', { templateBody: two('red') });
      await killAt(cloud, call);
      await restart();
      expect(engine.stack('boxes').status).toBe('ROLLBACK_COMPLETE');
      expect([...cloud.boxes.keys()]).toEqual([]);
    },
  );

  it.each(['create Inner', 'fill Inner', 'update Outer'])(
    'at "%s" of a replacement the update is undone, and the new resource is gone',
    async (call) => {
      await create();
      await engine.updateStack('boxes', { templateBody: two('red', 'inner-2') });
      await killAt(cloud, call);
      await restart();
      expect(engine.stack('boxes').status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect([...cloud.boxes.keys()].filter((name) => name.startsWith('inner'))).toEqual(['inner']);
      expect([...cloud.boxes.values()].flatMap(({ Contains: content }) => content ?? [])).toEqual(['inner']);
    },
  );

  it('in the middle of cleaning up, an update is brought to its end', async () => {
    await create();
    await engine.updateStack('boxes', { templateBody: two('red', 'inner-2') });
    await killAt(cloud, 'delete Inner');
    await restart();
    expect(engine.stack('boxes').status).toBe('UPDATE_COMPLETE');
    expect(cloud.boxes.has('inner')).toBe(false);
  });

  it.each(['delete Outer', 'delete Inner'])('at "%s" a deletion goes on', async (call) => {
    await create();
    const { id } = engine.stack('boxes');
    engine.deleteStack('boxes');
    await killAt(cloud, call);
    await restart();
    expect(engine.stack(id).status).toBe('DELETE_COMPLETE');
    expect(cloud.boxes.size).toBe(0);
  });

  it('a stack that was to be kept when it fails is marked as failed', async () => {
    await engine.createStack('boxes', { templateBody: two('red'), disableRollback: true });
    await killAt(cloud, 'create Outer');
    await restart();
    expect(engine.stack('boxes')).toMatchObject({
      status: 'CREATE_FAILED',
      statusReason: 'The cloud was stopped in the middle of the operation.',
    });
  });

  it('and after an orderly shutdown in the middle of a call, too', async () => {
    let interrupt: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      cloud.intercept = (call) => {
        if (call !== 'create Outer') {
          return undefined;
        }
        resolve();
        return new Promise<void>(
          (_resolve, reject) => (interrupt = () => reject(new Error('connection lost'))),
        );
      };
    });
    await engine.createStack('boxes', { templateBody: two('red') });
    await reached;
    const closed = engine.close();
    interrupt();
    await closed;
    expect(engine.stack('boxes').status).toBe('CREATE_IN_PROGRESS');
    cloud.intercept = () => undefined;
    await restart();
    expect(engine.stack('boxes').status).toBe('ROLLBACK_COMPLETE');
    expect(cloud.boxes.size).toBe(0);
  });
});
