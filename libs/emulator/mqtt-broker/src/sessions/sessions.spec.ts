import { until } from '@fleet/eventually';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { ISubscribePacket } from 'mqtt-packet';
import { BrokerBench, closed, received, receivedUntilNow } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;
let publisher: MqttClient;

beforeAll(async () => {
  pki = await createTestPki();
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki, { limits: { queuedMessagesPerSession: 3 } });
  device = await bench.register('device');
  publisher = await bench.connected(device, { clientId: 'publisher' });
});

afterEach(() => bench.stop());

const publish = (payload: string, qos: 0 | 1 = 1): Promise<unknown> =>
  publisher.publishAsync('cmd/a', payload, { qos });

describe.each([
  ['3.1.1', { protocolVersion: 4, clean: false }, { protocolVersion: 4, clean: true }],
  [
    '5',
    { protocolVersion: 5, clean: false, properties: { sessionExpiryInterval: 86_400 } },
    { protocolVersion: 5, clean: true },
  ],
] as const)('a persistent session of MQTT %s', (_version, persistent, clean) => {
  /** Connects, and collects from the very first packet on. */
  async function resume(options = {}): Promise<{ client: MqttClient; present: boolean; payloads: string[] }> {
    const client = bench.client(device, { clientId: 'a', ...persistent, ...options });
    const payloads: string[] = [];
    client.on('message', (_topic, payload) => payloads.push(payload.toString()));
    const present = await new Promise<boolean>((resolve) => {
      client.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    });
    await receivedUntilNow(client, () => Promise.resolve());
    return { client, present, payloads: payloads.filter((payload) => payload !== 'x') };
  }

  async function leave(client: MqttClient): Promise<void> {
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await client.endAsync();
    await gone;
  }

  beforeEach(async () => {
    const { client } = await resume();
    await client.subscribeAsync('cmd/+', { qos: 1 });
    await leave(client);
  });

  it('keeps QoS 1 messages for a client that is away, in order', async () => {
    await publish('one');
    await publish('not kept', 0);
    await publish('two');
    const { client, present, payloads } = await resume();
    expect({ present, payloads }).toEqual({ present: true, payloads: ['one', 'two'] });
    const message = received(client);
    await publish('live');
    expect((await message).payload.toString()).toBe('live');
  });

  it('delivers a stored message once', async () => {
    await publish('one');
    await leave((await resume()).client);
    expect((await resume()).payloads).toEqual([]);
  });

  it('survives a restart of the broker', async () => {
    await publish('one');
    await bench.stopBroker();
    await bench.startBroker();
    await expect(resume()).resolves.toMatchObject({ present: true, payloads: ['one'] });
  });

  it('is over after an hour of absence', async () => {
    await publish('one');
    bench.clock.setOffset(3_600_001);
    await expect(resume()).resolves.toMatchObject({ present: false, payloads: [] });
  });

  it('is over when the client begins a clean one', async () => {
    await publish('one');
    await expect(resume({ ...clean, properties: {} })).resolves.toMatchObject({
      present: false,
      payloads: [],
    });
    expect(bench.store.get('SELECT count(*) AS n FROM mqtt_queued')).toEqual({ n: 0 });
  });

  it('stores no more messages than it has room for', async () => {
    for (const payload of ['one', 'two', 'three', 'four']) {
      await publish(payload);
    }
    expect((await resume()).payloads).toEqual(['one', 'two', 'three']);
  });

  it('does not deliver what the policies have come to deny', async () => {
    await publish('one');
    bench.denies = ({ action, resource }) => action === 'iot:Receive' && resource.name === 'cmd/a';
    expect((await resume()).payloads).toEqual([]);
  });
});

describe('a persistent session', () => {
  const withExpiry = { protocolVersion: 5, properties: { sessionExpiryInterval: 3600 } } as const;

  /** Connects, and answers with what came in, from the very first packet on. */
  async function collect(options: IClientOptions): Promise<{ client: MqttClient; payloads: string[] }> {
    const client = bench.client(device, { clientId: 'a', ...options });
    const payloads: string[] = [];
    client.on('message', (_topic, payload) => payloads.push(payload.toString()));
    await new Promise((resolve) => client.once('connect', resolve));
    return { client, payloads };
  }

  /** Connects, and says whether the session was there. */
  async function connectionOf(options: IClientOptions): Promise<boolean> {
    const client = bench.client(device, { clientId: 'a', ...options });
    const present = await new Promise<boolean>((resolve) => {
      client.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    });
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await client.endAsync();
    await gone;
    return present;
  }

  async function subscribeAndLeave(options: IClientOptions): Promise<void> {
    const { client } = await collect(options);
    await client.subscribeAsync('cmd/+', { qos: 1 });
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await client.endAsync();
    await gone;
  }

  it('has its messages also for an MQTT 5 client that resumes it for one last connection', async () => {
    await subscribeAndLeave({ ...withExpiry, clean: false });
    await publish('one');
    await publish('two');
    const { payloads } = await collect({ protocolVersion: 5, clean: false });
    await until(() => payloads.length >= 2);
    expect(payloads).toEqual(['one', 'two']);
  });

  it('that began with Clean Start has its messages when it is resumed', async () => {
    await subscribeAndLeave({ ...withExpiry, clean: true });
    await publish('one');
    const { payloads } = await collect({ ...withExpiry, clean: false });
    await until(() => payloads.length >= 1);
    expect(payloads).toEqual(['one']);
  });

  it.each([{ protocolVersion: 4 } as const, withExpiry])(
    'lives on while a client is connected that displaced another ($protocolVersion)',
    async (version) => {
      const options = { ...version, clean: false };
      const first = await collect(options);
      await first.client.subscribeAsync('cmd/+', { qos: 1 });
      const displaced = closed(first.client);
      const second = await collect(options);
      await displaced;
      bench.clock.setOffset(7_200_000);
      const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
      await second.client.endAsync();
      await gone;
      await publish('one');
      const { payloads } = await collect(options);
      await until(() => payloads.length >= 1);
      expect(payloads).toEqual(['one']);
    },
  );

  it.each([
    ['3.1.1', { protocolVersion: 4 } as const, '5', withExpiry],
    ['5', withExpiry, '3.1.1', { protocolVersion: 4 } as const],
  ])(
    'of MQTT %s is over when the client comes back with MQTT %3$s',
    async (_before, before, _after, after) => {
      await subscribeAndLeave({ ...before, clean: false });
      await publish('one');
      const changed = await connectionOf({ ...after, clean: false });
      expect(changed).toBe(false);
      const back = await connectionOf({ ...before, clean: false });
      expect(back).toBe(false);
    },
  );

  it('is over when the API ends the connection with it, and the will is not sent when that is asked for', async () => {
    const will = { topic: 'cmd/will', payload: Buffer.from('will'), qos: 1, retain: false } as const;
    for (const [cleanSession, present] of [
      [false, true],
      [true, false],
    ] as const) {
      const { client } = await collect({ ...withExpiry, clean: false, will });
      await client.subscribeAsync('cmd/+', { qos: 1 });
      const end = closed(client);
      await bench.broker.disconnect('a', { cleanSession, preventWillMessage: true });
      await end;
      await expect(connectionOf({ ...withExpiry, clean: false })).resolves.toBe(present);
    }
    expect(bench.messages.map(({ topic }) => topic)).not.toContain('cmd/will');
  });

  it('is there for a client that has not subscribed to anything', async () => {
    const { client } = await collect({ ...withExpiry, clean: true });
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await client.endAsync();
    await gone;
    await expect(connectionOf({ ...withExpiry, clean: false })).resolves.toBe(true);
  });

  it('does not store a subscription that was refused', async () => {
    bench.denies = ({ resource }) => resource.name === 'secret/#';
    const { client } = await collect({ ...withExpiry, clean: true });
    const granted = client.subscribeAsync(['cmd/+', 'secret/#'], { qos: 1 });
    await expect(granted).rejects.toThrow();
    bench.denies = () => false;
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await client.endAsync();
    await gone;
    await publisher.publishAsync('secret/x', 'secret', { qos: 1 });
    await publish('one');
    expect(bench.store.get('SELECT count(*) AS n FROM mqtt_queued')).toEqual({ n: 1 });
  });

  it('sends again what the client has not acknowledged', async () => {
    await subscribeAndLeave({ protocolVersion: 4, clean: false });
    await publish('one');
    const silent = bench.client(device, { clientId: 'a', protocolVersion: 4, clean: false });
    silent.handleMessage = () => undefined;
    await received(silent);
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await silent.endAsync(true);
    await gone;
    const { payloads } = await collect({ protocolVersion: 4, clean: false });
    await until(() => payloads.length >= 1);
    expect(payloads).toEqual(['one']);
  });
});

describe('the stored messages of a persistent session', () => {
  const persistent = { clientId: 'a', protocolVersion: 4, clean: false } as const;
  const stored = (): unknown => bench.store.get('SELECT count(*) AS n FROM mqtt_queued');

  async function subscriber(subscriptions: ISubscribePacket['subscriptions']): Promise<RawClient> {
    const client = await RawClient.connected(bench, device, persistent);
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await client.next('suback');
    return client;
  }

  async function leave(client: RawClient): Promise<void> {
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.send({ cmd: 'disconnect' });
    await gone;
  }

  it('stay when the client says CONNECT and DISCONNECT in one breath', async () => {
    await leave(await subscriber([{ topic: 'cmd/+', qos: 1 }]));
    await publish('one');
    const brief = RawClient.open(bench, device, 4);
    brief.send({ cmd: 'connect', protocolId: 'MQTT', keepalive: 60, ...persistent }, { cmd: 'disconnect' });
    await brief.untilClosed();
    expect(stored()).toEqual({ n: 1 });
  });

  it('stay when the broker closes while they are on their way', async () => {
    // A client of MQTT 5 is still there while its DISCONNECT is being written.
    const properties = { sessionExpiryInterval: 3600 };
    const client = await RawClient.connected(bench, device, {
      clientId: 'a',
      protocolVersion: 5,
      properties,
    });
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/+', qos: 1 }] });
    await client.next('suback');
    const topic = 'cmd/a';
    bench.broker.publish({ topic, payload: Buffer.from('one'), qos: 1 }).catch(() => undefined);
    await bench.stopBroker();
    expect(stored()).toEqual({ n: 1 });
  });

  it('are gone with their PUBACK, also where a subscription of QoS 0 selects them as well', async () => {
    const client = await subscriber([
      { topic: 'cmd/#', qos: 0 },
      { topic: 'cmd/a', qos: 1 },
    ]);
    await publish('one');
    const { qos, messageId = 0 } = await client.next('publish');
    expect(qos).toBe(1);
    client.send({ cmd: 'puback', messageId });
    await client.roundTrip();
    expect(stored()).toEqual({ n: 0 });
    client.end();
  });
});

describe('retained messages', () => {
  it('survive a restart of the broker', async () => {
    await publisher.publishAsync('kept', 'state', { qos: 1, retain: true });
    await bench.stopBroker();
    await bench.startBroker();
    const client = await bench.connected(device, { clientId: 'b' });
    const message = received(client);
    await client.subscribeAsync('kept');
    await expect(message).resolves.toMatchObject({ payload: Buffer.from('state'), retain: true });
  });
});
