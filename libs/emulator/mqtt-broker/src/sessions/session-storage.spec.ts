import { until } from '@fleet/eventually';
import { openStore } from '@fleet/emulator-store';
import { BrokerBench } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';
import { sessionSchema } from './session-schema';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
});

afterEach(() => bench.stop());

const allButTimeouts = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;

const persistent = { clientId: 'a', protocolVersion: 4, clean: false } as const;

describe('the queue of a session that is resumed', () => {
  const messages = 90;

  beforeEach(async () => {
    bench = await BrokerBench.start(pki);
    device = await bench.register('device');
    const client = await RawClient.connected(bench, device, persistent);
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/a', qos: 1 }] });
    await client.next('suback');
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.end();
    await gone;
    for (let sent = 0; sent < messages; sent += 1) {
      await bench.broker.publish({ topic: 'cmd/a', payload: Buffer.alloc(120_000, sent), qos: 1 });
    }
  });

  it('is read from the store as the client reads it, and all of it arrives, in order', async () => {
    const other = await RawClient.connected(bench, device, { clientId: 'other', protocolVersion: 4 });
    const before = bench.store.rowsReadFrom('mqtt_queued');
    const client = await RawClient.connected(bench, device, persistent);
    client.stopReading();
    for (let turn = 0; turn < 20; turn += 1) {
      await other.roundTrip();
    }
    // What fits into the buffers of the operating system is on its way; most is not.
    expect(bench.store.rowsReadFrom('mqtt_queued') - before).toBeLessThan(messages / 2);

    client.goOnReading();
    await until(() => client.all('publish').length === messages);
    const order = client.all('publish').map(({ payload }) => payload[0]);
    expect(order).toEqual(Array.from({ length: messages }, (_, sent) => sent));
    client.end();
    other.end();
  });

  it('has what came in the meantime at its end, and nothing twice', async () => {
    const client = await RawClient.connected(bench, device, persistent);
    client.stopReading();
    await bench.broker.publish({ topic: 'cmd/a', payload: Buffer.from('last'), qos: 1 });
    client.goOnReading();
    await until(() => client.all('publish').length === messages + 1);
    await client.roundTrip();
    expect(client.all('publish')).toHaveLength(messages + 1);
    expect(String(client.all('publish').at(-1)?.payload)).toBe('last');
    client.end();
  });
});

describe('a session of a store that did not note versions of MQTT', () => {
  it.each([
    [4, 2],
    [5, 2],
    [4, 3],
    [5, 3],
  ] as const)(
    'goes on with MQTT protocol version %i (a store of %i steps)',
    async (protocolVersion, steps) => {
      const store = openStore(':memory:');
      store.migrate('mqtt', sessionSchema.slice(0, steps));
      store.run("INSERT INTO mqtt_session (client_id, expires_millis) VALUES ('a', NULL)");
      store.run(`INSERT INTO mqtt_subscription VALUES ('a', 'cmd/a', '{"qos":1}')`);
      store.run(
        `INSERT INTO mqtt_queued (client_id, broker_id, broker_counter, topic, payload)
       VALUES ('a', 'earlier', 1, 'cmd/a', x'6f6e65')`,
      );
      bench = await BrokerBench.start(pki, { store });
      device = await bench.register('device');
      const client = await RawClient.connected(bench, device, {
        clientId: 'a',
        clean: false,
        protocolVersion,
      });
      expect(client.all('connack')).toMatchObject([{ sessionPresent: true }]);
      await expect(client.next('publish')).resolves.toMatchObject({ payload: Buffer.from('one') });
      client.end();
    },
  );
});

describe("the cloud's clock decides", () => {
  const options = {
    clientId: 'a',
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: 600 },
  } as const;

  beforeEach(async () => {
    bench = await BrokerBench.start(pki);
    device = await bench.register('device');
  });

  async function leave(client: RawClient): Promise<void> {
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.end();
    await gone;
  }

  it('when a session of MQTT 5 is over, and the timers of the machine do not', async () => {
    const client = await RawClient.connected(bench, device, options);
    jest.useFakeTimers({ doNotFake: [...allButTimeouts] });
    await leave(client);
    jest.advanceTimersByTime(700_000);
    jest.useRealTimers();
    const back = await RawClient.connected(bench, device, options);
    expect(back.all('connack')).toMatchObject([{ sessionPresent: true }]);
    back.end();
  });

  it('when a will with a delay is published', async () => {
    const will = {
      topic: 'cmd/will',
      payload: Buffer.from('"gone"'),
      qos: 1,
      retain: false,
      properties: { willDelayInterval: 300 },
    } as const;
    const client = await RawClient.connected(bench, device, { ...options, will });
    await leave(client);
    expect(bench.messages.map(({ topic }) => topic)).not.toContain('cmd/will');
    const published = bench.nextMessage('cmd/will');
    bench.clock.setOffset(301_000);
    await expect(published).resolves.toBe('gone');
  });

  it('when a stored message expires', async () => {
    const client = await RawClient.connected(bench, device, options);
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/a', qos: 1 }] });
    await client.next('suback');
    await leave(client);
    const publisher = await RawClient.connected(bench, device, { clientId: 'b', protocolVersion: 5 });
    for (const [payload, messageExpiryInterval] of [
      ['short', 60],
      ['long', 600],
    ] as const) {
      const message = { topic: 'cmd/a', payload, retain: false, dup: false, qos: 1, messageId: 1 } as const;
      publisher.send({ cmd: 'publish', ...message, properties: { messageExpiryInterval } });
      await publisher.roundTrip();
    }
    bench.clock.setOffset(120_000);
    const back = await RawClient.connected(bench, device, options);
    const { payload, properties } = await back.next('publish');
    expect(String(payload)).toBe('long');
    expect(properties?.messageExpiryInterval).toBeGreaterThan(470);
    expect(properties?.messageExpiryInterval).toBeLessThanOrEqual(480);
    back.end();
    publisher.end();
  });
});
