import { Readable } from 'node:stream';
import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
import type { Carrier } from '../provisioning/carrier';
import { provisionDevice } from '../provisioning/provision-device';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { inputLines } from './input-lines';
import { Outbox } from './outbox';

const attentive = { full: false, ready: () => Promise.resolve() };
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
    const outbox = new Outbox(agent, attentive);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await outbox.publishAll(
      inputLines(
        Readable.from([line('one') + line('t'), line('wo').slice(0, 9), line('wo').slice(9)]),
        never,
      ),
      never,
    );
    expect(cloud.received('dt/device-1/data')).toEqual(['one', 't', 'wo']);
  });

  it('holds its programs up while there is no connection, and loses nothing', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    const published = outbox.publishAll(inputLines(Readable.from([line('early')]), never), never);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['early']);
  });

  it('sends again what was not acknowledged before the connection was lost', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    const first = await provisionDevice(agent, 60_000, never);
    cloud.loseNextPublish = true;
    outbox.carries(first);
    const published = outbox.publishAll(inputLines(Readable.from([line('stubborn')]), never), never);
    await new Promise((resolve) => first.connection.onClose(resolve));
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['stubborn']);
    expect(device.events.filter(({ event }) => event === 'published')).toHaveLength(1);
  });

  async function connect(agent: Agent, outbox: Outbox): Promise<Carrier> {
    const carrier = await provisionDevice(agent, 60_000, never);
    outbox.carries(carrier);
    return carrier;
  }

  /** Connects, and waits until the server has closed on what was published. */
  async function carryUntilClosed(agent: Agent, outbox: Outbox): Promise<void> {
    const { connection } = await connect(agent, outbox);
    await new Promise((resolve) => connection.onClose(resolve));
  }

  /** Looks again whenever something else had its turn. */
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const dropped = (): AgentEvent[] => device.events.filter(({ event }) => event === 'dropped');

  it('gives up a line with which three connections in a row are lost, and goes on with the next', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    const attempts = jest.fn((topic: string) => topic === 'dt/forbidden');
    cloud.forbids = attempts;
    const forbidden = JSON.stringify({ topic: 'dt/forbidden', payload: 'private words', id: 7 });
    const input = [line('before'), `${forbidden}\n`, line('one'), line('two')];
    const published = outbox.publishAll(inputLines(Readable.from(input), never), never);
    await carryUntilClosed(agent, outbox);
    await carryUntilClosed(agent, outbox);
    expect(dropped()).toEqual([]);
    await carryUntilClosed(agent, outbox);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await published;
    expect(attempts.mock.calls.filter(([topic]) => topic === 'dt/forbidden')).toHaveLength(3);
    expect([...new Set(cloud.received('dt/device-1/data'))]).toEqual(['before', 'one', 'two']);
    expect(dropped()).toEqual([
      {
        event: 'dropped',
        topic: 'dt/forbidden',
        id: 7,
        reason: expect.stringMatching(/3 connections in a row .* policy/),
      },
    ]);
    expect(JSON.stringify(device.events)).not.toContain('private words');
  });

  it('drops at once what comes on ever new topics when that has ended the connection a few times, and goes on with the rest', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    cloud.forbids = (topic) => topic.startsWith('dt/forbidden/');
    const forbidden = Array.from(
      { length: 60 },
      (_each, id) => `${JSON.stringify({ topic: `dt/forbidden/${id}`, payload: 'x', id })}\n`,
    );
    const input = [line('before'), ...forbidden, line('after')];
    const published = outbox
      .publishAll(inputLines(Readable.from(input), never), never)
      .then(() => 'published' as const);
    let lost = -1;
    for (let isOver = false; !isOver; lost += 1) {
      const { connection } = await connect(agent, outbox);
      const closed = new Promise((resolve) => connection.onClose(resolve));
      isOver = (await Promise.race([published, closed])) === 'published';
    }
    expect(lost).toBeLessThanOrEqual(9);
    expect(dropped()).toHaveLength(60);
    expect(dropped().at(-1)).toMatchObject({
      topic: 'dt/forbidden/59',
      reason: expect.stringMatching(/^6 /),
    });
    expect([...new Set(cloud.received('dt/device-1/data'))]).toEqual(['before', 'after']);
  });

  it('counts lost connections for each line anew', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    const refusals = new Map([
      ['dt/one', 2],
      ['dt/two', 1],
    ]);
    cloud.forbids = (topic) => {
      const left = refusals.get(topic) ?? 0;
      refusals.set(topic, left - 1);
      return left > 0;
    };
    const input = ['dt/one', 'dt/two'].map((topic) => `${JSON.stringify({ topic, payload: 'x' })}\n`);
    const published = outbox.publishAll(inputLines(Readable.from(input), never), never);
    while (device.events.filter(({ event }) => event === 'published').length < 2) {
      const { connection } = await connect(agent, outbox);
      await Promise.race([published, new Promise((resolve) => connection.onClose(resolve))]);
    }
    await published;
    expect(device.events.filter(({ event }) => event === 'published')).toHaveLength(2);
    expect(dropped()).toEqual([]);
  });

  /** Publishes the lines with a device that is connected. */
  async function publish(signal: AbortSignal, ...lines: string[]): Promise<void> {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await outbox.publishAll(inputLines(Readable.from(lines), never), signal);
  }

  it('tells a program which of its messages were published, by the ids that it gave', async () => {
    await publish(
      never,
      '{"topic":"dt/a","payload":"","id":"first"}\n{"topic":"dt/b","payload":"","id":2}\n',
    );
    expect(device.events.filter(({ event }) => event === 'published')).toEqual([
      { event: 'published', topic: 'dt/a', id: 'first' },
      { event: 'published', topic: 'dt/b', id: 2 },
    ]);
  });

  it('has sixteen messages in flight', async () => {
    const stop = new AbortController();
    cloud.unacknowledgedPublishes = 100;
    const publishing = publish(stop.signal, ...Array.from({ length: 40 }, (_, index) => line(String(index))));
    await until(() => cloud.unacknowledgedPublishes === 100 - 16);
    stop.abort();
    await publishing;
    expect(cloud.unacknowledgedPublishes).toBe(100 - 16);
  });

  it('says of each line that is not acknowledged when it is stopped that it is dropped', async () => {
    const stop = new AbortController();
    cloud.unacknowledgedPublishes = 2;
    const publishing = publish(stop.signal, '{"topic":"dt/a","payload":"","id":1}\n', line('x'));
    await until(() => cloud.unacknowledgedPublishes === 0);
    stop.abort();
    await publishing;
    const reason = expect.stringMatching(/stopped before the server had acknowledged it/);
    expect(dropped()).toEqual([
      { event: 'dropped', topic: 'dt/a', id: 1, reason },
      { event: 'dropped', topic: 'dt/device-1/data', reason },
    ]);
  });

  /** A line to a server that takes so many messages without acknowledging them, in as little time as it is given. */
  async function unacknowledged(count: number): Promise<{ published: Promise<void>; outbox: Outbox }> {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    await connect(agent, outbox);
    cloud.unacknowledgedPublishes = count;
    device.settings.acknowledgementMillis = 20;
    return { published: outbox.publishAll(inputLines(Readable.from([line('x')]), never), never), outbox };
  }

  it('sends a message again that the server does not acknowledge in time, over the same connection', async () => {
    const { published, outbox } = await unacknowledged(1);
    await device.sees('warning');
    device.settings.acknowledgementMillis = 30_000;
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['x']);
    expect(outbox.connection).toBeDefined();
    expect(device.events).toContainEqual({
      event: 'warning',
      message: expect.stringMatching(
        /has not acknowledged a message on dt\/device-1\/data for 0\.02 s\. .* again/,
      ),
    });
  });

  it('leaves a server that acknowledges nothing, and reaches it anew', async () => {
    const { published, outbox } = await unacknowledged(3);
    const { connection } = outbox;
    await new Promise((resolve) => connection?.onClose(resolve));
    device.settings.acknowledgementMillis = 30_000;
    await connect(device.start(), outbox);
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['x']);
  });

  it.each([0x97, 0x80, 0x83])('tries again after reason %i of PUBACK, which passes', async (reasonCode) => {
    cloud.pubackScript.push(...Array.from({ length: 4 }, () => reasonCode));
    await publish(never, line('x'));
    expect(cloud.received('dt/device-1/data')).toEqual(['x']);
    expect(dropped()).toEqual([]);
    expect(device.timing.waits.filter((wait) => wait >= 500)).toHaveLength(4);
  });

  it.each([
    ['after the fifth time of a reason that passes', [0x97, 0x97, 0x97, 0x97, 0x97]],
    ['at once where it is not authorized', [0x87]],
    ['at once where the topic is invalid', [0x90]],
    ['at once where the payload is invalid', [0x99]],
  ])('drops a message by its name %s, and sends the next', async (_when, reasonCodes) => {
    cloud.pubackScript.push(...reasonCodes);
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    await outbox.publishAll(inputLines(Readable.from([line('x')]), never), never);
    await outbox.publishAll(inputLines(Readable.from([line('next')]), never), never);
    expect(cloud.received('dt/device-1/data')).toEqual(['next']);
    expect(dropped()).toMatchObject([
      { topic: 'dt/device-1/data', reason: expect.stringMatching(/refused to publish/) },
    ]);
  });

  it('keeps within what AWS IoT Core takes of one connection in a second', async () => {
    const before = device.timing.elapsed();
    await publish(never, ...Array.from({ length: 300 }, (_, index) => line(String(index))));
    const seconds = (device.timing.elapsed() - before) / 1000;
    expect(300 / seconds).toBeLessThan(100);
    expect(new Set(cloud.received('dt/device-1/data')).size).toBe(300);
  });

  it('takes no further line while nobody reads what is said of those before', async () => {
    let read = (): void => undefined;
    const unread = new Promise<void>((resolve) => (read = resolve));
    const agent = device.start();
    const outbox = new Outbox(agent, { full: true, ready: () => unread });
    outbox.carries(await provisionDevice(agent, 60_000, never));
    const published = outbox.publishAll(inputLines(Readable.from([line('one'), line('two')]), never), never);
    await device.sees('published');
    expect(cloud.received('dt/device-1/data')).toEqual(['one']);
    read();
    await published;
    expect(cloud.received('dt/device-1/data')).toEqual(['one', 'two']);
  });

  it('leaves out, and tells of, what is no message', async () => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    const input = ['hello\n', '{"topic":"a/#","payload":""}\n', `${'x'.repeat(300 * 1024)}\n`, line('good')];
    await outbox.publishAll(inputLines(Readable.from(input), never), never);
    expect(cloud.received('dt/device-1/data')).toEqual(['good']);
    expect(dropped()).toHaveLength(3);
    expect(dropped()[0]).toMatchObject({ reason: expect.stringMatching(/256 bytes and 7 slashes/) });
  });

  it.each([
    ['payload', 'a', 'b'.repeat(128 * 1024), 1],
    ['payload', 'a', 'b'.repeat(128 * 1024 + 1), 0],
    ['payload', 'a', '€'.repeat(43_690), 1],
    ['payload', 'a', '€'.repeat(43_691), 0],
    ['topic', 'é'.repeat(126), 'b', 1],
    ['topic', 'é'.repeat(127), 'b', 0],
    ['topic', 'a/b/c/d/e/f/', 'b', 1],
    ['topic', 'a/b/c/d/e/f/g/', 'b', 0],
  ])('takes a %s by its UTF-8 bytes (%#)', async (_what, name, payload, count) => {
    const agent = device.start();
    const outbox = new Outbox(agent, attentive);
    outbox.carries(await provisionDevice(agent, 60_000, never));
    const topic = `dt/${name}x`;
    await outbox.publishAll(inputLines(Readable.from([JSON.stringify({ topic, payload })]), never), never);
    expect(cloud.received(topic)).toHaveLength(count);
    expect(dropped()).toHaveLength(1 - count);
  });
});
