import fs from 'node:fs';
import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
import { TestCloud, type CloudStep } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestRun } from '../testing/test-run';

const minute = 60_000;
const warning = '{"msg":"rotate_cert"}';

/** What happens to a rotation, what the agent says of it, and how many registrations it takes in the end. */
interface Fault {
  readonly what: string;
  readonly arm: (cloud: TestCloud, old: string) => void;
  readonly says: RegExp;
  readonly registrations: number;
}

describe('a rotation that meets a fault', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let agent: Agent;
  let running: TestRun;
  let old: string;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    cloud.provisioning.retires = true;
    device = new TestDevice(cloud);
    agent = device.start();
    running = new TestRun(agent);
    await device.sees('listening');
    old = (await running.desk.handlers.status()).certificateId ?? '';
    device.events.length = 0;
    cloud.registrations.length = 0;
    cloud.connects.length = 0;
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    jest.useRealTimers();
    await running.end('the test is over');
    await cloud.close();
    device.dispose();
  });

  const all = <Name extends AgentEvent['event']>(name: Name): Extract<AgentEvent, { event: Name }>[] =>
    device.events.filter((event): event is Extract<AgentEvent, { event: Name }> => event.event === name);
  const connectedAs = async (): Promise<string | undefined> =>
    (await running.desk.handlers.provision()).certificateId;

  async function expectRotated(): Promise<void> {
    await device.sees('rotated');
    await expectAllIsWell();
  }

  /** One new identity, current in the cloud, carries the session, and the claim was not touched. */
  async function expectAllIsWell(): Promise<void> {
    const now = await connectedAs();
    expect(now).not.toBe(old);
    expect(now).toBe(cloud.provisioning.currentOf('device-1'));
    expect(cloud.idsOf('ACTIVE')).toEqual([now]);
    expect(agent.identities.all().map(({ record }) => record)).toMatchObject([
      { certificateId: now, state: 'proven' },
    ]);
    expect(new Set(cloud.connects.map(({ clientId }) => clientId))).toEqual(new Set(['device-1']));
  }

  const answers = (statusCode: number, errorCode: string) => (faulty: TestCloud) => {
    faulty.registerScript.push({ statusCode, errorCode }, { statusCode, errorCode });
  };

  it.each<Fault>([
    { what: 'a refusal', arm: answers(403, 'AccessDenied'), says: /403/, registrations: 3 },
    { what: 'a throttle', arm: answers(429, 'Throttled'), says: /429/, registrations: 3 },
    { what: 'an outage', arm: answers(500, 'InternalError'), says: /500/, registrations: 3 },
    {
      what: 'a successor that is not let in at once',
      arm: (faulty, first) => {
        let refusals = 3;
        faulty.admits = (id) => id === first || (refusals -= 1) < 0;
      },
      says: /^The successor, .* was not accepted/,
      registrations: 1,
    },
  ])('stays connected through $what, says so, and tries again', async ({ arm, says, registrations }) => {
    arm(cloud, old);
    await cloud.publish('cmd/device-1/alerts', warning);
    await device.sees('rotation-failed', 2);
    for (const { reason, nextTryInSeconds } of all('rotation-failed')) {
      expect(reason).toMatch(says);
      expect(nextTryInSeconds).toBeDefined();
    }
    await expectRotated();
    expect(all('disconnected')).toEqual([]);
    expect(cloud.registrations).toHaveLength(registrations);
  });

  /** Breaks down once, at this step of the rotation. */
  const goesAwayAt =
    (step: CloudStep) =>
    (faulty: TestCloud, first: string): void => {
      let done = false;
      faulty.fault = (at, id) => {
        if (done || at !== step || ((at === 'connecting' || at === 'confirmed') && id === first)) {
          return undefined;
        }
        done = true;
        faulty.goAway();
        return 'cut';
      };
    };

  it.each<Fault>([
    {
      what: 'after CreateCertificateFromCsr',
      arm: goesAwayAt('issued'),
      says: /CreateCertificateFromCsr/,
      registrations: 1,
    },
    {
      what: 'after RegisterThing',
      arm: goesAwayAt('registered'),
      says: /RegisterThing/,
      registrations: 1,
    },
    {
      what: "during the successor's connect",
      arm: goesAwayAt('connecting'),
      says: /^The successor, .* was not accepted/,
      registrations: 1,
    },
    {
      what: 'as the successor is about to confirm',
      arm: (faulty, first) => {
        let done = false;
        faulty.cutOnConfirmation = (id) => {
          if (done || id === first) {
            return false;
          }
          done = true;
          faulty.goAway();
          return true;
        };
      },
      says: /^The successor, .* was not accepted/,
      registrations: 1,
    },
    {
      what: 'after the confirmation, before its acknowledgement',
      arm: goesAwayAt('confirmed'),
      says: /^The successor, .* was not accepted/,
      registrations: 1,
    },
  ])('outlives a broker that goes away $what', async ({ arm, says, registrations }) => {
    arm(cloud, old);
    await cloud.publish('cmd/device-1/alerts', warning);
    await device.sees('rotation-failed');
    expect(all('rotation-failed')[0]?.reason).toMatch(says);
    expect(all('rotation-failed')[0]?.nextTryInSeconds).toBeDefined();
    expect(agent.identities.all().map(({ record }) => record)).toContainEqual(
      expect.objectContaining({ certificateId: old, state: 'proven' }),
    );
    await device.sees('waiting', 3);
    await cloud.comeBack();
    await expectRotated();
    expect(cloud.registrations).toHaveLength(registrations);
  });

  it.each<readonly [string, CloudStep]>([
    ['CreateCertificateFromCsr', 'issued'],
    ['RegisterThing', 'registered'],
    ["the successor's confirmation", 'confirmed'],
  ])('outlives an answer to %s that never comes', async (_what, step) => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] });
    const silent = new Promise<void>((resolve) => {
      let done = false;
      cloud.fault = (at, id) => {
        if (done || at !== step || (at === 'confirmed' && id === old)) {
          return undefined;
        }
        done = true;
        resolve();
        return 'silence';
      };
    });
    await cloud.publish('cmd/device-1/alerts', warning);
    await silent;
    jest.advanceTimersByTime(20_000);
    jest.useRealTimers();
    await expectRotated();
    expect(all('rotation-failed')[0]?.reason).toMatch(/not answered|took longer/);
    expect(cloud.registrations).toHaveLength(1);
  });

  describe('on a disk that fills up', () => {
    /** Writes that still succeed. */
    let writesLeft: number;

    beforeEach(() => {
      writesLeft = Infinity;
      const write = fs.writeSync;
      jest
        .spyOn(fs, 'writeSync')
        .mockImplementation((file: number, bytes: NodeJS.ArrayBufferView | string) => {
          writesLeft -= 1;
          if (writesLeft < 0) {
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
          }
          return typeof bytes === 'string' ? write(file, bytes) : write(file, bytes);
        });
    });

    it('keeps the device connected whichever write fails, leaves no rubbish, and rotates once there is room', async () => {
      let complaints = 0;
      for (let writes = 0; complaints === writes; writes += 1) {
        device.events.length = 0;
        writesLeft = writes;
        await cloud.publish('cmd/device-1/alerts', warning);
        await Promise.race([device.sees('rotation-failed'), device.sees('rotated')]);
        complaints += complained() ? 1 : 0;
        if (all('rotated').length === 0) {
          // The attempts that follow see beforehand that there is no room, and leave the connection alone.
          await device.sees('rotation-failed', 4);
          expect(all('disconnected').length).toBeLessThanOrEqual(1);
        }
        expect(await connectedAs()).toBe(cloud.provisioning.currentOf('device-1'));
        expect(fs.readdirSync(agent.device.identityDirectory).join()).not.toMatch(/unfinished/);
        writesLeft = Infinity;
        await device.sees('rotated');
        // What could not be recorded is recorded at the next connect.
        device.events.length = 0;
        cloud.cut();
        await device.sees('disconnected');
        device.events.length = 0;
        await device.sees('listening');
        await expectAllIsWell();
        old = (await connectedAs()) ?? '';
      }
      expect(complaints).toBeGreaterThan(5);
    });

    const complained = (): boolean =>
      device.events.some(
        (event) =>
          (event.event === 'rotation-failed' && /the disk is full/.test(event.reason)) ||
          (event.event === 'warning' && /the disk is full/.test(event.message)),
      );
  });

  it('gives a successor ten minutes to be let in, and then asks for another', async () => {
    const [registeredAt, lastTriedAt] = [new Map<string, number>(), new Map<string, number>()];
    cloud.admits = (id) => {
      if (id === old) {
        return true;
      }
      registeredAt.set(id, registeredAt.get(id) ?? device.timing.elapsed());
      lastTriedAt.set(id, device.timing.elapsed());
      return registeredAt.size > 1;
    };
    await cloud.publish('cmd/device-1/alerts', warning);
    await device.sees('rotated');
    const [givenUp = '', second] = registeredAt.keys();
    const tried = (lastTriedAt.get(givenUp) ?? 0) - (registeredAt.get(givenUp) ?? 0);
    expect(tried).toBeGreaterThanOrEqual(10 * minute);
    expect(await connectedAs()).toBe(second);
    expect(all('disconnected')).toEqual([]);
    expect(cloud.registrations).toHaveLength(2);
  });
});
