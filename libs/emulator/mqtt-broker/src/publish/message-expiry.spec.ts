import type { IPublishPacket } from 'mqtt-packet';
import { BrokerBench } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

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

const sevenDays = 604_800;

async function publish(messageExpiryInterval: number, options: Partial<IPublishPacket> = {}): Promise<void> {
  const publisher = await RawClient.connected(bench, device, { clientId: 'publisher', protocolVersion: 5 });
  const message = { topic: 'cmd/a', payload: 'x', qos: 1, messageId: 1, dup: false, retain: false } as const;
  publisher.send({ cmd: 'publish', ...message, properties: { messageExpiryInterval }, ...options });
  await publisher.roundTrip();
  publisher.end();
}

async function subscriber(clientId: string, protocolVersion: 4 | 5 = 5): Promise<RawClient> {
  const client = await RawClient.connected(bench, device, { clientId, protocolVersion });
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/a', qos: 1 }] });
  await client.next('suback');
  return client;
}

const expiries = (client: RawClient) =>
  client.all('publish').map(({ properties }) => properties?.messageExpiryInterval);

describe('the Message Expiry Interval of a message', () => {
  it.each([
    ['0 s counts as 1 s', 0, 1],
    ['within seven days is as it was given', 600, 600],
    ['above seven days counts as seven days', 0xff_ff_ff_ff, sevenDays],
  ])('of %s', async (_what, given, effective) => {
    const client = await subscriber('a');
    await publish(given);
    await client.roundTrip();
    expect(expiries(client)).toEqual([effective]);
    client.end();
  });
});

describe('a retained message that expires', () => {
  beforeEach(() => publish(60, { retain: true }));

  it('tells a later subscriber how long it is still good', async () => {
    bench.clock.setOffset(20_000);
    const client = await subscriber('late');
    await client.roundTrip();
    const [left] = expiries(client);
    expect(left).toBeGreaterThan(30);
    expect(left).toBeLessThanOrEqual(40);
    client.end();
  });

  it.each([4, 5] as const)('is gone then (MQTT protocol version %i)', async (protocolVersion) => {
    expect(bench.broker.retained.list(undefined, 10)).toHaveLength(1);
    bench.clock.setOffset(61_000);
    const client = await subscriber('late', protocolVersion);
    await client.roundTrip();
    expect(client.all('publish')).toEqual([]);
    expect(bench.broker.retained.get('cmd/a')).toBeUndefined();
    expect(bench.broker.retained.list(undefined, 10)).toEqual([]);
    client.end();
  });

  it('makes room for another one', async () => {
    await bench.stopBroker();
    await bench.stop();
    bench = await BrokerBench.start(pki, { limits: { retainedMessages: 1 } });
    device = await bench.register('device');
    await publish(60, { retain: true });
    await publish(60, { retain: true, topic: 'cmd/b' });
    expect(bench.broker.retained.get('cmd/b')).toBeUndefined();
    bench.clock.setOffset(61_000);
    await publish(60, { retain: true, topic: 'cmd/b' });
    expect(bench.broker.retained.get('cmd/b')).toBeDefined();
  });
});
