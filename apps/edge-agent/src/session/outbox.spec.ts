import { Readable } from 'node:stream';
import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
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

  /** Connects, and waits until the server has closed on what was published. */
  async function carryUntilClosed(agent: Agent, outbox: Outbox): Promise<void> {
    const carrier = await provisionDevice(agent, 60_000, never);
    outbox.carries(carrier);
    await new Promise((resolve) => carrier.connection.onClose(resolve));
  }

  const warnings = (): AgentEvent[] => device.events.filter(({ event }) => event === 'warning');

  it('gives up a line with which three connections in a row are lost, and goes on with the next', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    const attempts = jest.fn((topic: string) => topic === 'dt/forbidden');
    cloud.forbids = attempts;
    const forbidden = JSON.stringify({ topic: 'dt/forbidden', payload: 'private words' });
    const published = outbox.publishAll(inputLines(Readable.from([`${forbidden}\n`, line('next')])), never);
    await carryUntilClosed(agent, outbox);
    await carryUntilClosed(agent, outbox);
    expect(warnings()).toEqual([]);
    await carryUntilClosed(agent, outbox);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(attempts.mock.calls).toEqual([
      ['dt/forbidden'],
      ['dt/forbidden'],
      ['dt/forbidden'],
      ['dt/device-1/data'],
    ]);
    expect(warnings()).toEqual([
      { event: 'warning', message: expect.stringMatching(/gives up a message on dt\/forbidden: .* policy/) },
    ]);
    expect(JSON.stringify(device.events)).not.toContain('private words');
  });

  it('counts lost connections for each line anew', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    const answers = [true, true, false, true, true, false].values();
    cloud.forbids = () => answers.next().value === true;
    const published = outbox.publishAll(inputLines(Readable.from([line('one'), line('two')])), never);
    for (let lost = 1; lost <= 4; lost += 1) {
      await carryUntilClosed(agent, outbox);
    }
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['one', 'two']);
    expect(warnings()).toEqual([]);
  });

  it('leaves out, and tells of, what is no message', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    const input = ['hello\n', '{"topic":"a/#","payload":""}\n', `${'x'.repeat(300 * 1024)}\n`, line('good')];
    await outbox.publishAll(inputLines(Readable.from(input)), never);
    expect(cloud.received('dt/device-1/data')).toEqual(['good']);
    expect(warnings()).toHaveLength(3);
  });

  it.each([
    ['payload', 'a', 'b'.repeat(128 * 1024), 1],
    ['payload', 'a', 'b'.repeat(128 * 1024 + 1), 0],
    ['payload', 'a', '€'.repeat(43_690), 1],
    ['payload', 'a', '€'.repeat(43_691), 0],
    ['topic', 'é'.repeat(126), 'b', 1],
    ['topic', 'é'.repeat(127), 'b', 0],
  ])('takes a %s by its UTF-8 bytes (%#)', async (_what, name, payload, count) => {
    const agent = device.start();
    const outbox = new Outbox(agent);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    const topic = `dt/${name}x`;
    await outbox.publishAll(inputLines(Readable.from([JSON.stringify({ topic, payload })])), never);
    expect(cloud.received(topic)).toHaveLength(count);
    expect(warnings()).toHaveLength(1 - count);
  });
});
