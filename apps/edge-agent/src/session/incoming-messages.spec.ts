import { rotateDevice } from '../rotation/rotate-device';
import { TestCloud, type CloudStep } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestRun } from '../testing/test-run';
import { leaveMessages } from './incoming-messages';

const alerts = 'cmd/device-1/alerts';
const never = new AbortController().signal;

describe('messages for the programs of a device', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let running: TestRun;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
    running = new TestRun(device.start());
    await device.sees('listening');
  });

  afterEach(async () => {
    await running.end('the test is over');
    await cloud.close();
    device.dispose();
  });

  const messages = (): string[] =>
    device.events.flatMap((event) => (event.event === 'message' ? [event.payload] : []));

  /** Publishes the name of each of these steps when the cloud takes it. */
  function publishAt(...steps: readonly CloudStep[]): void {
    cloud.fault = (step) => {
      if (steps.includes(step)) {
        void cloud.publish(alerts, step);
      }
      return undefined;
    };
  }

  it('arrive while a rotation is asked for that is refused', async () => {
    publishAt('issued', 'registered');
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await expect(running.desk.handlers.rotate()).rejects.toThrow(/403/);
    await device.sees('message', 2);
    expect(messages()).toEqual(['issued', 'registered']);
  });

  it('arrive at every step of a rotation, its switch to another connection included', async () => {
    publishAt('issued', 'registered', 'connecting', 'confirmed');
    await running.desk.handlers.rotate();
    await device.sees('message', 4);
    expect(messages().toSorted()).toEqual(['confirmed', 'connecting', 'issued', 'registered']);
  });

  it('arrive when the device is back that was off the network', async () => {
    cloud.goAway();
    await device.sees('disconnected');
    await cloud.publish(alerts, 'while you were away');
    await cloud.comeBack();
    await device.sees('message');
    expect(messages()).toEqual(['while you were away']);
  });

  it('wait for the running agent while the command `rotate` has the connection', async () => {
    await running.end('switched off');
    await cloud.publish(alerts, 'while you were off');
    await rotateDevice(device.start({ takeMessage: leaveMessages }), 60_000, never);
    expect(messages()).toEqual([]);

    running = new TestRun(device.start());
    await device.sees('message');
    expect(messages()).toEqual(['while you were off']);
  });

  it('come once each, and a subscription is made once for each connection', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await running.desk.handlers.rotate().catch(() => undefined);
    await cloud.publish(alerts, 'once');
    await device.sees('rotated');
    await device.sees('listening', 2);
    await cloud.publish(alerts, 'and once more');
    await device.sees('message', 2);
    expect(messages()).toEqual(['once', 'and once more']);
    expect(device.events.filter(({ event }) => event === 'listening')).toHaveLength(2);
  });
});
