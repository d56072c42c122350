import { until } from '@fleet/eventually';
import { BrokerBench } from '../test-support/broker-bench';
import type { Denial } from '../test-support/broker-bench';
import { DiskError } from '../test-support/faulty-store';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;
let other: RawClient;

beforeAll(async () => {
  pki = await createTestPki();
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki);
  device = await bench.register('device');
  other = await RawClient.connected(bench, device, { clientId: 'other', protocolVersion: 4 });
});

afterEach(async () => {
  bench.store.recover();
  other.end();
  await bench.stop();
});

const failures = (): unknown[] => bench.logged.filter(({ level }) => level === 'error');

const failsOn = (part: string): void => {
  bench.store.failsOn = (sql) => sql.includes(part);
};

const throwsOn =
  (wanted: string): Denial =>
  ({ action, clientId }) => {
    if (action === wanted && clientId !== 'other') {
      throw new DiskError();
    }
    return false;
  };

const message = { topic: 'cmd/a', payload: 'x', retain: false, dup: false } as const;
const subscriptions = [{ topic: 'cmd/a', qos: 1 as const }];

describe.each([
  { protocolVersion: 4, clean: false },
  { protocolVersion: 5, clean: false, properties: { sessionExpiryInterval: 600 } },
] as const)('a store that fails, with MQTT protocol version $protocolVersion,', (persistent) => {
  const connect = (): Promise<RawClient> =>
    RawClient.connected(bench, device, { clientId: 'a', ...persistent });

  async function subscribed(): Promise<RawClient> {
    const client = await connect();
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await client.next('suback');
    return client;
  }

  /** The connection is over without a word but that of MQTT 5, and everything else goes on. */
  async function expectOnlyEnded(client: RawClient, packets: string[]): Promise<void> {
    await client.untilClosed();
    const said = persistent.protocolVersion === 5 && packets.length > 0 ? ['disconnect'] : [];
    expect(client.packets.map(({ cmd }) => cmd)).toEqual([...packets, ...said]);
    expect(failures()).toEqual([
      expect.objectContaining({ fields: { clientId: 'a', err: expect.any(DiskError) as unknown } }),
    ]);
    await other.roundTrip();
    bench.store.recover();
    bench.denies = () => false;
    const back = await connect();
    await back.roundTrip();
    back.end();
  }

  it('at CONNECT lets nobody in', async () => {
    failsOn('INTO mqtt_session');
    const client = RawClient.open(bench, device, persistent.protocolVersion);
    client.send({ cmd: 'connect', protocolId: 'MQTT', keepalive: 60, clientId: 'a', ...persistent });
    await expectOnlyEnded(client, []);
  });

  it('at SUBSCRIBE grants nothing', async () => {
    const client = await connect();
    failsOn('INTO mqtt_subscription');
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await expectOnlyEnded(client, ['connack']);
  });

  it('at UNSUBSCRIBE gives nothing up', async () => {
    const client = await subscribed();
    failsOn('DELETE FROM mqtt_subscription');
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['cmd/a'] });
    await expectOnlyEnded(client, ['connack', 'suback']);
  });

  it('at PUBLISH acknowledges nothing, neither this message nor one that follows', async () => {
    const client = await subscribed();
    failsOn('INTO mqtt_queued');
    client.send(
      { cmd: 'publish', qos: 1, messageId: 2, ...message },
      { cmd: 'publish', qos: 1, messageId: 3, ...message, topic: 'cmd/b' },
    );
    await expectOnlyEnded(client, ['connack', 'suback']);
    expect(bench.messages.map(({ topic }) => topic)).not.toContain('cmd/b');
  });

  it('at a stored message ends the connection that it is for, and not that of the publisher', async () => {
    const client = await subscribed();
    failsOn('SELECT * FROM mqtt_queued');
    other.send({ cmd: 'publish', qos: 1, messageId: 2, ...message });
    await other.next('puback');
    await expectOnlyEnded(client, ['connack', 'suback']);
  });

  it('at PUBACK sends the message again in the next connection', async () => {
    const client = await subscribed();
    other.send({ cmd: 'publish', qos: 1, messageId: 2, ...message });
    const { messageId = 0 } = await client.next('publish');
    failsOn('DELETE FROM mqtt_queued');
    client.send({ cmd: 'puback', messageId, reasonCode: 0 });
    await client.untilClosed();
    bench.store.recover();
    const back = await connect();
    await expect(back.next('publish')).resolves.toMatchObject({ topic: 'cmd/a' });
    back.end();
  });

  it('at a retained message ends the connection', async () => {
    const client = await connect();
    failsOn('FROM mqtt_retained');
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await expectOnlyEnded(client, ['connack', 'suback']);
  });

  it('at the end of a connection is logged, and the client can come back', async () => {
    const client = await subscribed();
    failsOn('UPDATE mqtt_session');
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.end();
    await gone;
    expect(failures()).toHaveLength(1);
    bench.store.recover();
    const back = await connect();
    expect(back.all('connack')).toMatchObject([{ sessionPresent: true }]);
    back.end();
  });

  it('at the end of a connection does not make its session live on for ever', async () => {
    const client = await subscribed();
    failsOn('UPDATE mqtt_session');
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.end();
    await gone;
    bench.store.recover();
    bench.clock.setOffset(7_200_000);
    const back = await connect();
    expect(back.all('connack')).toMatchObject([{ sessionPresent: false }]);
    back.end();
  });

  it('at the expiry of a session is logged, and the session is over all the same', async () => {
    const client = await subscribed();
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.end();
    await gone;
    failsOn('DELETE FROM mqtt_session');
    bench.clock.setOffset(7_200_000);
    await until(() => failures().length > 0);
    bench.store.recover();
    await other.roundTrip();
    const back = await connect();
    expect(back.all('connack')).toMatchObject([{ sessionPresent: false }]);
    back.end();
  });

  it.each([
    ['iot:Publish', { cmd: 'publish', qos: 1, messageId: 2, ...message }],
    ['iot:Subscribe', { cmd: 'subscribe', messageId: 2, subscriptions }],
  ] as const)('at the policies for %s ends the connection', async (action, packet) => {
    const client = await connect();
    bench.denies = throwsOn(action);
    client.send(packet);
    await expectOnlyEnded(client, ['connack']);
  });

  it('at the policies for iot:Connect lets nobody in', async () => {
    bench.denies = throwsOn('iot:Connect');
    const client = RawClient.open(bench, device, persistent.protocolVersion);
    client.send({ cmd: 'connect', protocolId: 'MQTT', keepalive: 60, clientId: 'a', ...persistent });
    await client.untilClosed();
    expect(client.packets).toEqual([]);
    expect(failures()).toHaveLength(1);
    await other.roundTrip();
  });

  it('at the policies for iot:Receive ends the connection of the receiver', async () => {
    const client = await subscribed();
    bench.denies = throwsOn('iot:Receive');
    other.send({ cmd: 'publish', qos: 0, ...message });
    await expectOnlyEnded(client, ['connack', 'suback']);
  });
});

describe('whoever is told of messages and fails', () => {
  it.each([4, 5] as const)('at a connection ends it (protocol version %i)', async (protocolVersion) => {
    const stop = bench.broker.onMessage(() => {
      throw new DiskError();
    });
    const client = RawClient.open(bench, device, protocolVersion);
    const connect = { cmd: 'connect', protocolId: 'MQTT', clean: true, keepalive: 60 } as const;
    client.send({ ...connect, clientId: 'a', protocolVersion });
    await client.untilClosed();
    expect(client.all('connack')).toEqual([]);
    stop();
    await other.roundTrip();
    const back = await RawClient.connected(bench, device, { clientId: 'a', protocolVersion });
    await back.roundTrip();
    back.end();
  });

  it('at a publish ends the connection of the publisher, without a PUBACK', async () => {
    const client = await RawClient.connected(bench, device, { clientId: 'a', protocolVersion: 4 });
    const stop = bench.broker.onMessage(({ topic }) => {
      if (topic === 'cmd/a') {
        throw new DiskError();
      }
    });
    client.send({ cmd: 'publish', qos: 1, messageId: 1, ...message });
    await client.untilClosed();
    stop();
    expect(client.all('puback')).toEqual([]);
    await other.roundTrip();
  });
});

describe('a registry that fails', () => {
  it('lets nobody in, and ends nothing else', async () => {
    bench.registryFails = true;
    const refused = RawClient.open(bench, device, 4);
    await refused.untilClosed();
    expect(failures()).toHaveLength(1);
    bench.registryFails = false;
    await other.roundTrip();
  });
});

describe('a last will that cannot be stored', () => {
  it('is logged as a failure', async () => {
    const owner = await RawClient.connected(bench, device, {
      clientId: 'a',
      protocolVersion: 4,
      will: { topic: 'cmd/will', payload: Buffer.from('x'), qos: 1, retain: true },
    });
    failsOn('INTO mqtt_retained');
    owner.end();
    await until(() => failures().length > 0);
    await other.roundTrip();
  });
});
