import { BrokerBench } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

/** Members that every object of JavaScript has. */
const inheritedNames = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

beforeAll(async () => {
  pki = await createTestPki();
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki);
  device = await bench.register('device');
});

afterEach(() => bench.stop());

describe.each([
  { protocolVersion: 4, clean: false },
  { protocolVersion: 5, clean: true, properties: { sessionExpiryInterval: 3600 } },
] as const)('with MQTT protocol version $protocolVersion', (persistent) => {
  const { protocolVersion } = persistent;

  it.each(['pubrec', 'pubrel', 'pubcomp'] as const)(
    'a %s, which belongs to QoS 2, costs a persistent client its connection, and nothing else',
    async (cmd) => {
      const client = await RawClient.connected(bench, device, { clientId: 'a', ...persistent });
      client.send({ cmd, messageId: 1, reasonCode: 0 });
      await client.untilClosed();
      const said = protocolVersion === 5 ? [{ cmd: 'disconnect', reasonCode: 0x9b }] : [];
      expect(client.packets).toMatchObject([{ cmd: 'connack' }, ...said]);
      await expect(bench.connected(device, { clientId: 'b' })).resolves.toBeDefined();
    },
  );

  it.each(inheritedNames)('%s is a topic like any other', async (topic) => {
    const client = await RawClient.connected(bench, device, { clientId: 'a', ...persistent });
    client.send({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: [topic] });
    await client.next('unsuback');
    client.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic, qos: 1 }] });
    await expect(client.next('suback')).resolves.toMatchObject({ granted: [1] });
    await bench.broker.publish({ topic, payload: Buffer.from('x'), qos: 1 });
    await expect(client.next('publish')).resolves.toMatchObject({ topic });
    client.end();
  });

  it('__proto__ is a topic like any other beside another one', async () => {
    const client = await RawClient.connected(bench, device, { clientId: 'a', ...persistent });
    const subscriptions = ['__proto__', 'other'].map((topic) => ({ topic, qos: 1 as const }));
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await expect(client.next('suback')).resolves.toMatchObject({ granted: [1, 1] });
    await bench.broker.publish({ topic: '__proto__', payload: Buffer.from('x'), qos: 1 });
    await expect(client.next('publish')).resolves.toMatchObject({ topic: '__proto__' });
    client.end();
  });

  it.each(inheritedNames)('%s is a client id like any other', async (clientId) => {
    const first = await RawClient.connected(bench, device, { clientId, ...persistent });
    const second = await RawClient.connected(bench, device, { clientId, ...persistent });
    await first.untilClosed();
    await second.roundTrip();
    second.end();
  });
});
