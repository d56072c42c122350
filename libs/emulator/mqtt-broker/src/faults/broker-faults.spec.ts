import type { MqttClient } from 'mqtt';
import type { ISubscribePacket } from 'mqtt-packet';
import { BrokerBench, closed, received, receivedUntilNow } from '../test-support/broker-bench';
import type { Identity } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let bench: BrokerBench;
let device: Identity;
const answered: string[] = [];

beforeAll(async () => {
  bench = await BrokerBench.start(await createTestPki(), {
    provisioning: {
      createKeysAndCertificate: () => {
        answered.push('CreateKeysAndCertificate');
        return Promise.resolve({ certificateId: 'id' });
      },
    },
  });
  device = await bench.register('device');
});

afterEach(() => {
  bench.faults.clear();
  bench.messages.length = 0;
  answered.length = 0;
});

afterAll(() => bench.stop());

const publish = { cmd: 'publish', topic: 'dt/a', payload: 'x', qos: 1, dup: false, retain: false } as const;
const subscribe = (messageId: number, topic: string): ISubscribePacket => ({
  cmd: 'subscribe',
  messageId,
  subscriptions: [{ topic, qos: 1 }],
});
const topicsSeen = () => bench.messages.map(({ topic }) => topic).filter((topic) => topic === 'dt/a');

describe.each([4, 5] as const)('a fault, with MQTT protocol version %i', (protocolVersion) => {
  let client: RawClient;
  const connected = (clientId = 'device') =>
    RawClient.connected(bench, device, { clientId, protocolVersion });

  afterEach(() => client.end());

  describe('on PUBACK', () => {
    beforeEach(async () => {
      client = await connected();
    });

    it('withholds it from the message that it is about, which takes effect all the same', async () => {
      bench.fault('mqtt:puback', { kind: 'withhold' }, { from: 2, match: { topic: 'dt/a' } });
      client.send({ ...publish, messageId: 1 }, { ...publish, messageId: 2 }, { ...publish, messageId: 3 });
      await client.roundTrip();
      expect(client.all('puback').map(({ messageId }) => messageId)).toEqual([1, 3]);
      expect(topicsSeen()).toHaveLength(3);
    });

    it('sends it late', async () => {
      bench.fault('mqtt:puback', { kind: 'delay', millis: 20 });
      client.send({ ...publish, messageId: 1 });
      await client.roundTrip();
      await expect(client.next('puback')).resolves.toMatchObject({ messageId: 1 });
      expect(topicsSeen()).toHaveLength(1);
    });

    it.each([
      ['before', 0],
      ['after', 1],
    ])('cuts the connection %s the message was taken', async (when, taken) => {
      bench.fault('mqtt:puback', { kind: 'cut', when });
      client.send({ ...publish, messageId: 1 });
      await client.untilClosed();
      expect(client.all('puback')).toEqual([]);
      expect(topicsSeen()).toHaveLength(taken);
    });

    it('gives it a reason code, of which a client of MQTT 3.1.1 sees nothing, and drops the message', async () => {
      bench.fault('mqtt:puback', { kind: 'reason', reasonCode: 0x97 });
      client.send({ ...publish, messageId: 1 });
      await client.roundTrip();
      expect(client.all('puback').map(({ reasonCode }) => reasonCode)).toEqual(
        protocolVersion === 5 ? [0x97] : [],
      );
      expect(topicsSeen()).toEqual([]);
    });

    it('leaves QoS 0 alone, which has none', async () => {
      bench.fault('mqtt:puback', { kind: 'cut' });
      client.send({ ...publish, qos: 0 });
      await client.roundTrip();
      expect(topicsSeen()).toHaveLength(1);
    });
  });

  describe('on SUBACK', () => {
    beforeEach(async () => {
      client = await connected();
    });

    it('withholds it from the filter that it is about, which is subscribed all the same', async () => {
      bench.fault('mqtt:suback', { kind: 'withhold' }, { match: { topic: 'dt/a' } });
      client.send(subscribe(1, 'dt/b'), subscribe(2, 'dt/a'), { ...publish, messageId: 3 });
      await client.next('publish');
      expect(client.all('suback').map(({ messageId }) => messageId)).toEqual([1]);
    });

    it('refuses the filters', async () => {
      bench.fault('mqtt:suback', { kind: 'reason', reasonCode: 0x97 });
      client.send(subscribe(1, 'dt/a'), { ...publish, messageId: 2 });
      await client.next('puback');
      await client.roundTrip();
      expect(client.all('suback')).toMatchObject([{ granted: [protocolVersion === 5 ? 0x97 : 0x80] }]);
      expect(client.all('publish')).toEqual([]);
    });

    it.each(['before', 'after'])('cuts the connection %s it has subscribed', async (when) => {
      bench.fault('mqtt:suback', { kind: 'cut', when });
      client.send(subscribe(1, 'dt/a'));
      await client.untilClosed();
      expect(client.all('suback')).toEqual([]);
    });
  });

  describe('on a delivery', () => {
    beforeEach(async () => {
      client = await connected();
      client.send(subscribe(1, 'dt/a'));
      await client.next('suback');
    });

    it('loses it', async () => {
      bench.fault('mqtt:delivery', { kind: 'withhold' });
      client.send(
        { ...publish, messageId: 2, payload: 'lost' },
        { ...publish, messageId: 3, payload: 'sent' },
      );
      await client.next('publish');
      expect(client.all('publish').map(({ payload }) => String(payload))).toEqual(['sent']);
    });

    it.each([
      ['before', 0],
      ['after', 1],
    ])('cuts the connection %s it is sent', async (when, sent) => {
      bench.fault('mqtt:delivery', { kind: 'cut', when });
      client.send({ ...publish, messageId: 2 });
      await client.untilClosed();
      expect(client.all('publish')).toHaveLength(sent);
    });
  });

  describe('on CONNECT', () => {
    const connect = { cmd: 'connect', protocolId: 'MQTT', clean: true, keepalive: 60 } as const;
    const open = (clientId: string) => {
      client = RawClient.open(bench, device, protocolVersion);
      client.send({ ...connect, clientId, protocolVersion });
    };

    it.each(['before', 'after'])('cuts the connection %s the client is let in', async (when) => {
      bench.fault('mqtt:connect', { kind: 'cut', when }, { match: { clientId: 'cut' } });
      open('cut');
      await client.untilClosed();
      expect(client.all('connack')).toEqual([]);
    });

    it('refuses it with a reason code, of which a client of MQTT 3.1.1 sees nothing', async () => {
      bench.fault('mqtt:connect', { kind: 'reason', reasonCode: 0x89 });
      open('busy');
      await client.untilClosed();
      expect(client.all('connack').map(({ reasonCode }) => reasonCode)).toEqual(
        protocolVersion === 5 ? [0x89] : [],
      );
    });

    it('sends the CONNACK late', async () => {
      bench.fault('mqtt:connect', { kind: 'delay', millis: 20, when: 'after' });
      open('late');
      await client.next('connack');
      await client.roundTrip();
    });
  });

  it('on the n-th packet cuts the connection of its client', async () => {
    bench.fault('mqtt:packet', { kind: 'cut' }, { from: 3, match: { clientId: 'device' } });
    client = await connected();
    client.send({ ...publish, messageId: 1 });
    await client.next('puback');
    client.send({ ...publish, messageId: 2 });
    await client.untilClosed();
    expect(topicsSeen()).toHaveLength(1);
  });
});

describe('a fault on a provisioning request', () => {
  const topic = '$aws/certificates/create/json';
  let client: MqttClient;
  beforeEach(async () => {
    client = await bench.connected(device, { clientId: 'claim:1' });
  });
  afterEach(() => client.endAsync(true));
  const ask = async () => {
    const message = received(client);
    await client.publishAsync(topic, '{}', { qos: 1 });
    const { topic: outcome, payload } = await message;
    return { outcome, answer: JSON.parse(payload.toString()) as unknown };
  };

  it('rejects it', async () => {
    bench.fault('provisioning:CreateKeysAndCertificate', {
      kind: 'fail',
      code: 'ServiceUnavailable',
      status: 503,
      message: 'Away.',
    });
    await expect(ask()).resolves.toEqual({
      outcome: `${topic}/rejected`,
      answer: { statusCode: 503, errorCode: 'ServiceUnavailable', errorMessage: 'Away.' },
    });
    expect(answered).toEqual([]);
    await expect(ask()).resolves.toMatchObject({ outcome: `${topic}/accepted` });
  });

  it('throttles it', async () => {
    bench.fault('provisioning:CreateKeysAndCertificate', { kind: 'throttle' });
    await expect(ask()).resolves.toMatchObject({ answer: { statusCode: 429, errorCode: 'Throttling' } });
  });

  it('cuts the connection when the answer is ready', async () => {
    bench.fault('provisioning:CreateKeysAndCertificate', { kind: 'cut', when: 'after' });
    const end = closed(client);
    client.publish(topic, '{}', { qos: 0 });
    await end;
    expect(answered).toEqual(['CreateKeysAndCertificate']);
  });

  it('keeps the answer back', async () => {
    bench.fault('provisioning:CreateKeysAndCertificate', { kind: 'withhold' });
    const topics = await receivedUntilNow(client, () => client.publishAsync(topic, '{}', { qos: 1 }));
    expect(topics).toEqual([]);
    expect(answered).toEqual(['CreateKeysAndCertificate']);
  });
});
