import type { MqttClient } from 'mqtt';
import { BrokerBench, closed, received } from './test-support/broker-bench';
import type { Identity, TestPki } from './test-support/pki';
import { createTestPki } from './test-support/pki';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki);
  device = await bench.register('device');
});

afterEach(() => bench.stop());

describe.each([4, 5] as const)('the message broker with MQTT protocol version %i', (protocolVersion) => {
  const connect = (clientId: string, identity = device): Promise<MqttClient> =>
    bench.connected(identity, { clientId, protocolVersion });

  it('delivers what one client publishes to another that subscribed', async () => {
    const subscriber = await connect('one');
    await subscriber.subscribeAsync('dt/+/x', { qos: 1 });
    const message = received(subscriber);
    const publisher = await connect('two');
    await publisher.publishAsync('dt/a/x', 'hello', { qos: 1 });
    await expect(message).resolves.toMatchObject({ topic: 'dt/a/x', payload: Buffer.from('hello') });
  });

  it('closes the connection of a client whose publish is denied, and delivers nothing', async () => {
    bench.denies = ({ action, resource }) => action === 'iot:Publish' && resource.name === 'secret';
    const client = await connect('one');
    const end = closed(client);
    client.publish('secret', 'x', { qos: 0 });
    await expect(end).resolves.toBe(protocolVersion === 5 ? 0x87 : undefined);
    expect(bench.messages.map(({ topic }) => topic)).not.toContain('secret');
  });
});
