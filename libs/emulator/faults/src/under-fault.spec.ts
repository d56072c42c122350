import { Faults, faultDefinition, underFault } from './index';
import type { FaultOutcomes } from './index';

const effects = ['fail', 'throttle', 'delay', 'cut', 'withhold'] as const;
const outcomes: FaultOutcomes = {
  fail: ({ code }) => new Error(code),
  throttle: () => new Error('throttled'),
  cut: () => new Error('cut'),
  withhold: () => new Error('withheld'),
};

describe('work under a fault', () => {
  const happened: string[] = [];
  const work = () => {
    happened.push('work');
    return 'done';
  };
  const wait = (millis: number) => {
    happened.push(`wait ${millis}`);
    return Promise.resolve();
  };
  const under = (effect: object, seen: FaultOutcomes = outcomes) => {
    const family = { form: 'point', has: () => true, effects, matches: [] };
    const faults = new Faults({ families: [family], onFired: () => undefined });
    faults.add(faultDefinition.parse({ point: 'point', effect }));
    const points = { at: faults.at.bind(faults), wait };
    const call = { faults: points, point: 'point' };
    return underFault(call, seen, work);
  };
  beforeEach(() => {
    happened.length = 0;
  });

  it.each([
    [{ kind: 'fail', code: 'Boom' }, 'Boom', []],
    [{ kind: 'fail', code: 'Boom', when: 'after' }, 'Boom', ['work']],
    [{ kind: 'throttle' }, 'throttled', []],
    [{ kind: 'cut' }, 'cut', []],
    [{ kind: 'cut', when: 'after' }, 'cut', ['work']],
    [{ kind: 'withhold' }, 'withheld', ['work']],
  ])('fails: %j', async (effect, message, order) => {
    await expect(under(effect)).rejects.toThrow(message);
    expect(happened).toEqual(order);
  });

  it.each([
    [{ kind: 'delay', millis: 4_900 }, ['wait 4900', 'work']],
    [{ kind: 'delay', millis: 4_900, when: 'after' }, ['work', 'wait 4900']],
  ])('is late: %j', async (effect, order) => {
    await expect(under(effect)).resolves.toBe('done');
    expect(happened).toEqual(order);
  });

  it('is done where no fault fires', async () => {
    const faults = { at: () => undefined, wait };
    await expect(underFault({ faults, point: 'point' }, outcomes, work)).resolves.toBe('done');
    expect(happened).toEqual(['work']);
  });

  it('is a bug of the emulator where an effect has no meaning', async () => {
    const { cut: _cut, withhold: _withhold, ...withoutConnection } = outcomes;
    await expect(under({ kind: 'cut' }, withoutConnection)).rejects.toThrow(TypeError);
    await expect(under({ kind: 'withhold' }, withoutConnection)).rejects.toThrow(TypeError);
  });
});
