import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
import { alertTrigger } from '../rotation/alert-trigger';
import { dueTrigger } from '../rotation/due-trigger';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestRun } from '../testing/test-run';
import type { SessionDesk } from './session-desk';
import type { RotationTrigger } from '../rotation/rotation-trigger';

const alerts = 'cmd/device-1/alerts';
/** Longer than any wait that this clock jumps over. */
const patience = 366 * 24 * 60 * 60_000;
const fault = new TypeError('r.toSorted is not a function');

describe('a running agent', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let running: TestRun | undefined;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
  });

  afterEach(async () => {
    await running?.end('the test is over');
    await cloud.close();
    device.dispose();
  });

  function run(
    agent: Agent = device.start(),
    triggers: readonly RotationTrigger[] = [alertTrigger],
  ): SessionDesk {
    running = new TestRun(agent, triggers);
    return running.desk;
  }

  /** Of the next connection; the broker asks once before, as it resumes the session. @returns whether it has subscribed again since */
  function refuseOneSubscribe(): () => boolean {
    let asked = 0;
    cloud.suback = () => Promise.resolve(++asked === 2 ? 'refused' : undefined);
    return () => asked > 2;
  }

  const last = (name: AgentEvent['event']): AgentEvent | undefined =>
    device.events.findLast(({ event }) => event === name);

  it('provisions itself, confirms and listens', async () => {
    run();
    await device.sees('listening');
    expect(last('listening')).toEqual({ event: 'listening', topic: alerts });
    expect(cloud.confirmations).toHaveLength(1);
  });

  it('reports what arrives on its alerts topic, text or not', async () => {
    run();
    await device.sees('listening');
    await cloud.publish(alerts, 'hello');
    await device.sees('message');
    expect(last('message')).toEqual({ event: 'message', topic: alerts, payload: 'hello', encoding: 'utf8' });
    await cloud.publish(alerts, Buffer.from([0xff, 0x00]));
    await device.sees('message', 2);
    expect(last('message')).toMatchObject({ payload: '/wA=', encoding: 'base64' });
  });

  it('rotates when the cloud warns, after a random part of the spread, and listens on', async () => {
    run();
    await device.sees('listening');
    await cloud.publish(alerts, '{"msg":"rotate_cert"}');
    await device.sees('listening', 2);
    expect(last('rotation-ordered')).toEqual({ event: 'rotation-ordered', by: 'alert', startsInSeconds: 30 });
    expect(device.timing.waits.some((wait) => wait > 29_000 && wait <= 30_000)).toBe(true);
    expect(cloud.idsOf('ACTIVE')).toHaveLength(2);

    await cloud.publish(alerts, 'still there?');
    await device.sees('message', 2);
  });

  it('rotates when it is its turn, where the cloud has given each device one', async () => {
    run();
    await device.sees('listening');
    await cloud.publish(alerts, '{"msg":"rotate_cert","startsInSeconds":4000}');
    await device.sees('listening', 2);
    const ordered = { event: 'rotation-ordered', by: 'alert', startsInSeconds: 4_000 };
    expect(last('rotation-ordered')).toEqual(ordered);
    expect(device.timing.waits.some((wait) => wait > 3_999_000 && wait <= 4_000_000)).toBe(true);
  });

  it('has its subscription acknowledged before it confirms, and rotates when the cloud answers with a warning', async () => {
    const agent = device.start();
    run(agent, []);
    await device.sees('confirmed');
    await running?.end('switched off');

    const confirmationsBeforeSuback: number[] = [];
    cloud.suback = () => {
      confirmationsBeforeSuback.push(cloud.confirmations.length);
      return Promise.resolve();
    };
    // The answer is there before the confirmation is acknowledged.
    cloud.fault = (step) => {
      if (step === 'confirmed') {
        cloud.fault = () => undefined;
        void cloud.publish(alerts, '{"msg":"rotate_cert"}');
      }
      return undefined;
    };
    run(device.start());
    await device.sees('rotated');
    expect(last('rotation-ordered')).toMatchObject({ by: 'alert' });
    expect(confirmationsBeforeSuback[0]).toBe(1);
  });

  it('confirms as soon as it listens, where the first SUBSCRIBE of its connection was throttled', async () => {
    run();
    await device.sees('listening');
    const refused = refuseOneSubscribe();
    cloud.cut();
    await device.sees('listening', 2);
    await device.sees('confirmed', 2);
    expect(cloud.confirmations).toHaveLength(2);
    expect(refused()).toBe(true);

    await cloud.publish(alerts, '{"msg":"rotate_cert"}');
    await device.sees('rotated');
  });

  it('comes back and confirms where the connection is lost while it confirms late', async () => {
    run();
    await device.sees('listening');
    refuseOneSubscribe();
    cloud.fault = (step) => (step === 'confirmed' && cloud.confirmations.length === 2 ? 'cut' : undefined);
    cloud.cut();
    await device.sees('listening', 3);
    await device.sees('confirmed', 2);
    expect(cloud.confirmations).toHaveLength(3);
  });

  it('rotates at once on the word of the operator, and tells how it went', async () => {
    const desk = run();
    await device.sees('listening');
    const before = (await desk.handlers.status()).certificateId;
    const { certificateId, connected } = await desk.handlers.rotate();
    expect(connected).toBe(true);
    expect(certificateId).not.toBe(before);
    await device.sees('listening', 2);
  });

  it('tells the operator of a refusal, stays connected and tries again minutes later', async () => {
    const desk = run();
    await device.sees('listening');
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await expect(desk.handlers.rotate()).rejects.toMatchObject({
      message: expect.stringMatching(/403.*\. The next try is in/),
      refused: true,
    });
    expect(cloud.connects).toHaveLength(2);
    await device.sees('rotated');
    expect(device.timing.waits.some((wait) => wait >= 60_000)).toBe(true);
  });

  it('tells an operator who has the time how the try went after one that could not succeed yet', async () => {
    const desk = run();
    await device.sees('listening');
    const before = (await desk.handlers.status()).certificateId;
    cloud.registerScript.push({ statusCode: 503, errorCode: 'ServiceUnavailable' });
    const { certificateId } = await desk.handlers.rotate(patience);
    expect(certificateId).not.toBe(before);
    expect(device.events.map(({ event }) => event)).toContain('rotation-failed');
  });

  it('tells an operator of a refusal at once, whatever time he has', async () => {
    const desk = run();
    await device.sees('listening');
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await expect(desk.handlers.rotate(patience)).rejects.toMatchObject({ refused: true });
  });

  it('waits no more for a carrier on behalf of a command that has gone', async () => {
    cloud.admits = () => false;
    const desk = run();
    const gone = new AbortController();
    const waits = desk.handlers.provision(patience, gone.signal);
    gone.abort(new Error('gone'));
    await expect(waits).rejects.toThrow('gone');
  });

  it('comes back after its connection is cut, and confirms again', async () => {
    run();
    await device.sees('listening');
    cloud.cut();
    await device.sees('listening', 2);
    expect(cloud.confirmations).toHaveLength(2);
    expect(last('disconnected')).toBeDefined();
  });

  it('comes back ever later, however long a connection takes, while each one is cut at once', async () => {
    const agent = device.start();
    const slowly: Agent['connect'] = (request, signal) => {
      device.timing.pass(61_000);
      return agent.connect(request, signal);
    };
    run({ ...agent, connect: slowly });
    for (let times = 1; times <= 6; times += 1) {
      await device.sees('listening', times);
      cloud.cut();
    }
    await device.sees('listening', 7);
    const waits = device.events.flatMap((event) => (event.event === 'waiting' ? [event.seconds] : []));
    expect(waits).toEqual([1, 2, 3, 6, 12, 24]);
  });

  it('comes back at once after a connection that has lasted', async () => {
    run();
    for (let times = 1; times <= 4; times += 1) {
      await device.sees('listening', times);
      device.timing.pass(60_000);
      cloud.cut();
    }
    await device.sees('listening', 5);
    const waits = device.events.flatMap((event) => (event.event === 'waiting' ? [event.seconds] : []));
    expect(waits).toEqual([1, 1, 1, 1]);
  });

  it('never gives up on a refusal: it asks again, minutes apart', async () => {
    const refusal = { statusCode: 403, errorCode: 'AccessDenied' };
    cloud.registerScript.push(refusal, refusal, refusal);
    run();
    await device.sees('listening');
    expect(device.timing.waits.filter((wait) => wait >= 60_000)).toHaveLength(3);
  });

  it('asks for a new certificate by itself when the old one is overdue and no warning came', async () => {
    const agent = device.start();
    run(agent, [alertTrigger]);
    await device.sees('listening');
    await running?.end('switched off');

    device.timing.pass(368 * 24 * 60 * 60_000);
    run(device.start(), [dueTrigger, alertTrigger]);
    await device.sees('rotation-ordered');
    expect(last('rotation-ordered')).toMatchObject({ by: 'due' });
    await device.sees('rotated');
  });

  it('finishes a rotation that was interrupted', async () => {
    const desk = run();
    await device.sees('listening');
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await desk.handlers.rotate().catch(() => undefined);
    await running?.end('switched off');

    run();
    await device.sees('rotated');
    expect(device.start().identities.all()).toHaveLength(1);
  });

  it.each([
    ['while it connects', (agent: Agent) => ({ ...agent, connect: () => Promise.reject(fault) })],
    [
      'in a rotation',
      (agent: Agent) => {
        jest.spyOn(agent.identities, 'requireFreeSpace').mockImplementation(() => {
          throw fault;
        });
        return agent;
      },
    ],
  ])('ends with a fault of its own program %s, and does not try again', async (_when, broken) => {
    const desk = run(broken(device.start()));
    void device.sees('listening').then(() => desk.handlers.rotate());
    expect(await running?.ended).toBe(fault);
    expect(device.events.map(({ event }) => event)).not.toContain('waiting');
    expect(device.events.map(({ event }) => event)).not.toContain('rotation-failed');
  });

  it('disconnects cleanly when it is stopped', async () => {
    run();
    await device.sees('listening');
    await running?.end('enough');
    expect(await running?.ended).toEqual(new Error('enough'));
    expect(cloud.openConnections).toBe(0);
  });
});
