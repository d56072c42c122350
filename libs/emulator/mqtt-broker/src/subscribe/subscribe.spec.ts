import type { MqttClient } from 'mqtt';
import { BrokerBench, closed, receivedUntilNow } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';

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
  const failure = protocolVersion === 5 ? 0x87 : 0x80;

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

  it('is granted filter by filter, as the policies say', async () => {
    bench.denies = ({ action, resource }) => action === 'iot:Subscribe' && resource.name === 'other/#';
    await expect(granted(['mine/#', 'other/#'])).resolves.toEqual([1, failure]);
    expect(client.connected).toBe(true);
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
      await expect(granted([filter])).resolves.toEqual([failure]);
    },
  );

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
    await expect(granted(['one/more'])).resolves.toEqual([failure]);
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
