import { Readable } from 'node:stream';
import { provisionDevice } from '../provisioning/provision-device';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { inputLines } from './input-lines';
import { Outbox } from './outbox';

const never = new AbortController().signal;
const line = (payload: string): string => `${JSON.stringify({ topic: 'dt/device-1/data', payload })}\n`;

describe('the outbox of a running agent', () => {
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  it('publishes each line in order', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await outbox.publishAll(
      inputLines(Readable.from([line('one') + line('t'), line('wo').slice(0, 9), line('wo').slice(9)])),
      never,
    );
    expect(cloud.received('dt/device-1/data')).toEqual(['one', 't', 'wo']);
  });

  it('holds its programs up while there is no connection, and loses nothing', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    const published = outbox.publishAll(inputLines(Readable.from([line('early')])), never);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['early']);
  });

  it('sends again what was not acknowledged before the connection was lost', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    const first = await provisionDevice(agent, 60_000, never);
    cloud.loseNextPublish = true;
    outbox.carries(first);
    const published = outbox.publishAll(inputLines(Readable.from([line('stubborn')])), never);
    await new Promise((resolve) => first.connection.onClose(resolve));
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['stubborn']);
    expect(device.events.filter(({ event }) => event === 'published')).toHaveLength(1);
  });

  it('leaves out, and tells of, what is no message', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    const input = ['hello\n', '{"topic":"a/#","payload":""}\n', `${'x'.repeat(300 * 1024)}\n`, line('good')];
    await outbox.publishAll(inputLines(Readable.from(input)), never);
    expect(cloud.received('dt/device-1/data')).toEqual(['good']);
    expect(device.events.filter(({ event }) => event === 'warning')).toHaveLength(3);
  });
});
