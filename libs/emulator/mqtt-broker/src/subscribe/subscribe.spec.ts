import type { MqttClient } from 'mqtt';
import { BrokerBench, closed, receivedUntilNow } from '../test-support/broker-bench';
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
});

describe.each([4, 5] as const)('a subscription with MQTT protocol version %i', (protocolVersion) => {
  let client: MqttClient;
  const overLimit = protocolVersion === 5 ? 0x97 : 0x80;

  beforeEach(async () => {
    client = await bench.connected(device, { clientId: 'subscriber', protocolVersion });
  });

  afterEach(() => client.endAsync(true));

  /** The codes of the SUBACK, also when they are failures. */
  const granted = (filters: string[], qos: 0 | 1 = 1): Promise<number[]> =>
    new Promise((resolve, reject) => {
      client.once('packetreceive', (packet) => {
        if (packet.cmd === 'suback') {
          resolve(packet.granted.map(Number));
        } else {
          reject(new Error(`received ${packet.cmd}`));
        }
      });
      client.subscribe(filters, { qos }, () => undefined);
    });

  it('that a policy denies fails by itself with MQTT 5, and costs a client of MQTT 3.1.1 the connection', async () => {
    bench.denies = ({ action, resource }) => action === 'iot:Subscribe' && resource.name === 'other/#';
    if (protocolVersion === 5) {
      await expect(granted(['mine/#', 'other/#'])).resolves.toEqual([1, 0x87]);
      expect(client.connected).toBe(true);
    } else {
      const raw = await RawClient.connected(bench, device, { clientId: 'raw', protocolVersion });
      const subscriptions = ['mine/#', 'other/#'].map((topic) => ({ topic, qos: 1 as const }));
      raw.send({ cmd: 'subscribe', messageId: 1, subscriptions });
      await raw.untilClosed();
      expect(raw.packets.map(({ cmd }) => cmd)).toEqual(['connack']);
    }
  });

  it('asks the policies for the filter as it is written, wildcards and all', async () => {
    const asked: string[] = [];
    bench.denies = ({ action, resource }) => {
      if (action === 'iot:Subscribe') {
        asked.push(`${resource.type} ${resource.name}`);
      }
      return false;
    };
    await client.subscribeAsync('a/+/#');
    expect(asked).toEqual(['topicfilter a/+/#']);
  });

  it.each(['$SYS/#', '$aws/rules/any/topic', 'a/b/c/d/e/f/g/h/i', 'x'.repeat(257)])(
    'to %s fails',
    async (filter) => {
      if (protocolVersion === 5) {
        await expect(granted([filter])).resolves.toEqual([0x8f]);
      } else {
        const end = closed(client);
        client.subscribe(filter, () => undefined);
        await end;
      }
    },
  );

  it.each(['shadow/get/accepted', 'shadow/#', 'jobs/notify-next', 'jobs/#'])(
    'to a %s topic fails loudly, as nothing would ever arrive',
    async (topic) => {
      const filter = `$aws/things/subscriber/${topic}`;
      const suback = new Promise<unknown>((resolve) => {
        client.once('packetreceive', (packet) => resolve(packet));
      });
      client.subscribe(filter, { qos: 1 }, () => undefined);
      const why = expect.stringMatching(/local-cloud does not have .*(shadow|jobs)/) as string;
      const reasons = protocolVersion === 5 ? { properties: { reasonString: why } } : {};
      await expect(suback).resolves.toMatchObject({
        cmd: 'suback',
        granted: [0x80],
        ...reasons,
      });
      expect(bench.logged).toContainEqual({
        level: 'warn',
        message: 'SUBSCRIBE refused',
        fields: { clientId: 'subscriber', filter, why },
      });
    },
  );

  it('that is named twice in one packet has its code for each of them', async () => {
    await expect(granted(['twice', 'once', 'twice'])).resolves.toEqual([1, 1, 1]);
  });

  it('is given up with the code of success, also where there was none', async () => {
    const raw = await RawClient.connected(bench, device, { clientId: 'raw', protocolVersion });
    raw.send({ cmd: 'unsubscribe', messageId: 7, unsubscriptions: ['never', 'subscribed'] });
    const codes = protocolVersion === 5 ? { granted: [0, 0] } : {};
    await expect(raw.next('unsuback')).resolves.toMatchObject({ messageId: 7, ...codes });
    raw.end();
  });

  it('of more than eight filters at once costs the connection', async () => {
    const end = closed(client);
    client.subscribe(
      Array.from({ length: 9 }, (_, index) => `a/${index}`),
      () => undefined,
    );
    await expect(end).resolves.toBe(protocolVersion === 5 ? 0x97 : undefined);
  });

  it('fails beyond fifty on one connection, until one is given up', async () => {
    for (let packet = 0; packet < 10; packet++) {
      await client.subscribeAsync(Array.from({ length: 5 }, (_, index) => `many/${packet}/${index}`));
    }
    await expect(granted(['one/more'])).resolves.toEqual([overLimit]);
    await client.unsubscribeAsync('many/0/0');
    await expect(granted(['one/more'])).resolves.toEqual([1]);
  });

  it('of QoS 2 is not acknowledged and costs the connection', async () => {
    const end = closed(client);
    client.subscribe('a', { qos: 2 }, () => undefined);
    await expect(end).resolves.toBe(protocolVersion === 5 ? 0x9b : undefined);
  });

  it('to sensor/# gets sensor/ and all below it, and not sensor itself', async () => {
    const topics = await receivedUntilNow(client, async () => {
      await client.subscribeAsync('sensor/#');
      for (const topic of ['sensor', 'sensor/', 'sensor/a', 'sensor/a/b']) {
        await client.publishAsync(topic, 'x', { qos: 1 });
      }
    });
    expect(topics.sort()).toEqual(['sensor/', 'sensor/a', 'sensor/a/b']);
  });

  it('to # gets nothing of the reserved topics', async () => {
    const topics = await receivedUntilNow(client, async () => {
      await client.subscribeAsync('#');
      const other = await bench.connected(device, { clientId: 'other', protocolVersion });
      await other.endAsync();
    });
    expect(topics).toEqual([]);
  });
});

describe('a subscription identifier', () => {
  it('costs an MQTT 5 client its connection', async () => {
    const raw = await RawClient.connected(bench, device, { clientId: 'raw', protocolVersion: 5 });
    const subscriptions = [{ topic: 'a', qos: 1 as const }];
    raw.send({ cmd: 'subscribe', messageId: 1, subscriptions, properties: { subscriptionIdentifier: 3 } });
    await expect(raw.next('disconnect')).resolves.toMatchObject({ reasonCode: 0xa1 });
  });
});
