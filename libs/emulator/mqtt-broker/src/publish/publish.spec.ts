import { until } from '@fleet/eventually';
import type { MqttClient } from 'mqtt';
import { BrokerBench, closed, received, receivedUntilNow } from '../test-support/broker-bench';
import type { Denial } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
  bench = await BrokerBench.start(pki);
  device = await bench.register('device');
});

afterAll(() => bench.stop());

afterEach(() => {
  bench.denies = () => false;
  bench.messages.length = 0;
});

it('that is denied while the stored messages of a session are on their way is answered with the reason as well', async () => {
  const session = { protocolVersion: 5, properties: { sessionExpiryInterval: 3600 } } as const;
  const options = { clientId: 'returning', clean: false, ...session };
  const leaving = await bench.connected(device, options);
  await leaving.subscribeAsync('cmd/returning', { qos: 1 });
  const gone = bench.nextMessage('$aws/events/presence/disconnected/returning');
  await leaving.endAsync();
  await gone;
  const sender = await bench.connected(device, { clientId: 'sender' });
  for (let n = 0; n < 50; n += 1) {
    await sender.publishAsync('cmd/returning', `${n}`, { qos: 1 });
  }

  bench.denies = ({ action }) => action === 'iot:Publish';
  const returning = bench.client(device, options);
  const end = closed(returning);
  returning.once('message', () => returning.publish('secret', 'x', { qos: 0 }));
  await expect(end).resolves.toBe(0x87);
});

describe.each([4, 5] as const)('a publish with MQTT protocol version %i', (protocolVersion) => {
  let publisher: MqttClient;
  let subscriber: MqttClient;

  beforeEach(async () => {
    [publisher, subscriber] = await Promise.all([
      bench.connected(device, { clientId: 'publisher', protocolVersion }),
      bench.connected(device, { clientId: 'subscriber', protocolVersion }),
    ]);
  });

  afterEach(() => Promise.all([publisher.endAsync(true), subscriber.endAsync(true)]));

  it.each([0, 1] as const)('of QoS %i reaches the clients that subscribed', async (qos) => {
    await subscriber.subscribeAsync('dt/+/x', { qos: 1 });
    const message = received(subscriber);
    await publisher.publishAsync('dt/a/x', 'hello', { qos });
    await expect(message).resolves.toMatchObject({ topic: 'dt/a/x', payload: Buffer.from('hello') });
  });

  it.each([0, 1] as const)(
    'of QoS %i that is denied costs the connection, and reaches nobody',
    async (qos) => {
      bench.denies = ({ action, resource }) => action === 'iot:Publish' && resource.name === 'secret';
      const topics = await receivedUntilNow(subscriber, async () => {
        await subscriber.subscribeAsync('secret');
        const end = closed(publisher);
        publisher.publish('secret', 'x', { qos });
        await expect(end).resolves.toBe(protocolVersion === 5 ? 0x87 : undefined);
      });
      expect(topics).toEqual([]);
      expect(bench.messages.map(({ topic }) => topic)).not.toContain('secret');
    },
  );

  it.each([
    ['reaches the subscribers', () => false, ['will/of/publisher']],
    ['reaches nobody when it is denied', ({ action }) => action === 'iot:Publish', []],
  ] as [string, Denial, string[]][])('as a last will %s', async (_what, denies, heard) => {
    const will = { topic: 'will/of/publisher', payload: Buffer.from('x'), qos: 1, retain: false } as const;
    const dying = await bench.connected(device, { clientId: 'dying', protocolVersion, will });
    const topics = await receivedUntilNow(subscriber, async () => {
      await subscriber.subscribeAsync('will/#');
      bench.denies = denies;
      const gone = bench.nextMessage('$aws/events/presence/disconnected/dying');
      await dying.endAsync(true);
      await gone;
      bench.denies = () => false;
    });
    expect(topics).toEqual(heard);
  });

  it('is not delivered to a client whose policy has no iot:Receive for it', async () => {
    bench.denies = ({ action, resource }) => action === 'iot:Receive' && resource.name === 'dt/b';
    const topics = await receivedUntilNow(subscriber, async () => {
      await subscriber.subscribeAsync('dt/+');
      await publisher.publishAsync('dt/b', 'x', { qos: 1 });
      await publisher.publishAsync('dt/c', 'x', { qos: 1 });
    });
    expect(topics).toEqual(['dt/c']);
  });

  it('of QoS 2 gets no PUBREC', async () => {
    const raw = await RawClient.connected(bench, device, { clientId: 'raw', protocolVersion });
    const message = { topic: 'dt/qos2', payload: 'x', retain: false, dup: false } as const;
    raw.send({ cmd: 'publish', qos: 2, messageId: 5, ...message });
    await raw.untilClosed();
    const said = protocolVersion === 5 ? [{ cmd: 'disconnect', reasonCode: 0x9b }] : [];
    expect(raw.packets).toMatchObject([{ cmd: 'connack' }, ...said]);
  });

  it('of QoS 2 is not acknowledged and costs the connection', async () => {
    const end = closed(publisher);
    publisher.publish('dt/qos2', 'x', { qos: 2 });
    await expect(end).resolves.toBe(protocolVersion === 5 ? 0x9b : undefined);
    expect(bench.messages.map(({ topic }) => topic)).not.toContain('dt/qos2');
  });

  it.each([
    ['a payload over 128 KB', 'dt/big', Buffer.alloc(128 * 1024 + 1)],
    ['a topic over 256 bytes', `dt/${'ü'.repeat(127)}`, Buffer.from('x')],
    ['a topic of eight slashes', 'a/b/c/d/e/f/g/h/i', Buffer.from('x')],
    ['a topic reserved for AWS', '$aws/events/presence/connected/publisher', Buffer.from('{}')],
    ['a topic below $ that AWS does not know', '$SYS/broker/new/clients', Buffer.from('x')],
  ])('with %s costs the connection', async (_what, topic, payload) => {
    const end = closed(publisher);
    publisher.publish(topic, payload, { qos: 0 });
    await end;
    expect(bench.messages.filter(({ publisher }) => publisher).map((message) => message.topic)).not.toContain(
      topic,
    );
  });

  it('with exactly 128 KB is delivered', async () => {
    await subscriber.subscribeAsync('dt/big');
    const message = received(subscriber);
    await publisher.publishAsync('dt/big', Buffer.alloc(128 * 1024, 'x'), { qos: 1 });
    expect((await message).payload).toHaveLength(128 * 1024);
  });

  it('on the topic of an answer reaches nobody: only AWS IoT answers there', async () => {
    const topic = '$aws/certificates/create/json/accepted';
    const topics = await receivedUntilNow(subscriber, async () => {
      await subscriber.subscribeAsync(topic);
      await publisher.publishAsync(topic, '{"forged":true}', { qos: 1, retain: true });
    });
    expect(topics).toEqual([]);
    expect(bench.broker.retained.get(topic)).toBeUndefined();
  });

  it.each(['shadow/update', 'shadow/name/x/get', 'jobs/start-next', 'jobs/1/update'])(
    'on %s of a thing is refused loudly, as nobody would answer',
    async (request) => {
      const topic = `$aws/things/publisher/${request}`;
      const raw = await RawClient.connected(bench, device, { clientId: 'raw', protocolVersion });
      const message = { topic, payload: '{}', retain: false, dup: false } as const;
      raw.send({ cmd: 'publish', qos: 1, messageId: 5, ...message });
      const why = expect.stringMatching(/local-cloud does not have .*(shadow|jobs)/) as string;
      const refusal = protocolVersion === 5 ? { reasonCode: 0x80, properties: { reasonString: why } } : {};
      await expect(raw.next('puback')).resolves.toMatchObject({
        messageId: 5,
        ...refusal,
      });
      expect(bench.logged).toContainEqual({
        level: 'warn',
        message: 'PUBLISH refused',
        fields: { clientId: 'raw', topic, why },
      });
      await raw.roundTrip();
      raw.end();
    },
  );

  it('through Basic Ingest reaches the rule it names, and no subscriber', async () => {
    const topics = await receivedUntilNow(subscriber, async () => {
      await subscriber.subscribeAsync('building/#');
      await subscriber.subscribeAsync('#');
      await publisher.publishAsync('$aws/rules/my_rule/building/5', 'x', { qos: 1 });
    });
    expect(topics).toEqual([]);
    expect(bench.messages).toContainEqual({
      topic: 'building/5',
      payload: Buffer.from('x'),
      basicIngestRule: 'my_rule',
      publisher: { clientId: 'publisher', certificateId: device.certificateId, sourceIp: '127.0.0.1' },
    });
  });

  it('is retained for whoever subscribes to exactly that topic, and not for wildcards', async () => {
    await publisher.publishAsync('dt/kept', 'state', { qos: 1, retain: true });
    const topics = await receivedUntilNow(subscriber, () => subscriber.subscribeAsync('dt/+'));
    expect(topics).toEqual([]);
    const message = received(subscriber);
    await subscriber.subscribeAsync('dt/kept');
    await expect(message).resolves.toMatchObject({ retain: true, payload: Buffer.from('state') });
    await publisher.publishAsync('dt/kept', '', { qos: 1, retain: true });
    expect(bench.broker.retained.get('dt/kept')).toBeUndefined();
  });

  it('is not retained without iot:RetainPublish', async () => {
    bench.denies = ({ action }) => action === 'iot:RetainPublish';
    const end = closed(publisher);
    publisher.publish('dt/not-kept', 'x', { qos: 0, retain: true });
    await end;
    expect(bench.broker.retained.get('dt/not-kept')).toBeUndefined();
  });
});

describe('publishing from the cloud', () => {
  it('reaches subscribers, and is distinguished from what devices publish', async () => {
    const subscriber = await bench.connected(device, { clientId: 'api' });
    await subscriber.subscribeAsync('cmd/api/alerts');
    const message = received(subscriber);
    await bench.broker.publish({ topic: 'cmd/api/alerts', payload: Buffer.from('{}'), qos: 1 });
    await expect(message).resolves.toMatchObject({ topic: 'cmd/api/alerts' });
    expect(bench.messages).toContainEqual({ topic: 'cmd/api/alerts', payload: Buffer.from('{}') });
  });

  it('loses no message of QoS 1 to one of QoS 0 that overtakes it', async () => {
    const subscriber = await bench.connected(device, { clientId: 'overtaken' });
    const payloads: string[] = [];
    subscriber.on('message', (_topic, payload) => payloads.push(payload.toString()));
    await subscriber.subscribeAsync('cmd/overtaken', { qos: 1 });
    const topic = 'cmd/overtaken';
    await Promise.all([
      bench.broker.publish({ topic, payload: Buffer.from('first'), qos: 1 }),
      bench.broker.publish({ topic, payload: Buffer.from('second'), qos: 0 }),
    ]);
    await until(() => payloads.length >= 2);
    expect(payloads.sort()).toEqual(['first', 'second']);
  });

  it('reaches a client once, in the highest QoS of its subscriptions, however many select the topic', async () => {
    const subscriber = await bench.connected(device, { clientId: 'overlapping' });
    const received: [string, number][] = [];
    subscriber.on('message', (topic, _payload, { qos }) => received.push([topic, qos]));
    await subscriber.subscribeAsync({ 'over/+': { qos: 0 }, 'over/#': { qos: 1 }, 'over/a': { qos: 0 } });
    for (const topic of ['over/a', 'over/b']) {
      await bench.broker.publish({ topic, payload: Buffer.from('x'), qos: 1 });
    }
    await subscriber.subscribeAsync('over/last');
    const expected = [
      ['over/a', 1],
      ['over/b', 1],
    ];
    await until(() => received.length >= 2);
    expect(received).toEqual(expected);
  });

  it.each(['', 'a/+', '$aws/events/x', '$aws/certificates/create/json/accepted', 'x'.repeat(257)])(
    'is refused on topic "%s"',
    async (topic) => {
      const message = { topic, payload: Buffer.from('x'), qos: 0 } as const;
      await expect(bench.broker.publish(message)).rejects.toMatchObject({ name: 'MessageRefusedError' });
    },
  );
});

describe('a client that reads nothing', () => {
  it('is cut off, and the others get what they have waited for', async () => {
    const own = await BrokerBench.start(pki, { limits: { drainMillis: 200 } });
    try {
      const identity = await own.register('device');
      const [frozen, publisher, reader] = await Promise.all(
        ['frozen', 'publisher', 'reader'].map((clientId) => own.connected(identity, { clientId })),
      );
      await Promise.all([frozen?.subscribeAsync('flood'), reader?.subscribeAsync('after')]);
      frozen?.stream.unpipe();
      frozen?.stream.pause();
      const left = own.nextMessage('$aws/events/presence/disconnected/frozen');
      const after = reader && received(reader);
      const payload = Buffer.alloc(100_000);
      for (let sent = 0; sent < 300; sent += 1) {
        publisher?.publish('flood', payload);
      }
      publisher?.publish('after', 'arrived');
      await expect(after).resolves.toMatchObject({ payload: Buffer.from('arrived') });
      await expect(left).resolves.toMatchObject({ clientId: 'frozen' });
    } finally {
      await own.stop();
    }
  });
});
