import type { IConnectPacket } from 'mqtt-packet';
import { BrokerBench } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
  bench = await BrokerBench.start(pki, { limits: { topicAliases: 2 } });
  device = await bench.register('device');
});

afterAll(() => bench.stop());

/** Topics and topic aliases of what a client gets that has subscribed to everything. */
async function wireTopics(
  properties: NonNullable<IConnectPacket['properties']>,
  topics: readonly string[],
): Promise<(readonly [string, number | undefined])[]> {
  const client = await RawClient.connected(bench, device, { clientId: 'a', protocolVersion: 5, properties });
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 1 }] });
  await client.next('suback');
  for (const [turn, topic] of topics.entries()) {
    await bench.broker.publish({ topic, payload: Buffer.from('x'), qos: turn % 2 === 0 ? 1 : 0 });
  }
  await client.roundTrip();
  client.end();
  return client.all('publish').map(({ topic, properties: own }) => [topic, own?.topicAlias]);
}

describe('a client of MQTT 5 that takes topic aliases', () => {
  it('gets a topic once, and its alias from then on', async () => {
    await expect(wireTopics({ topicAliasMaximum: 5 }, ['a', 'b', 'a', 'b', 'a'])).resolves.toEqual([
      ['a', 1],
      ['b', 2],
      ['', 1],
      ['', 2],
      ['', 1],
    ]);
  });

  it.each([
    { takes: 1, aliases: 1 },
    { takes: 65_535, aliases: 2 },
  ])('gets no more of them than it takes, or than the limit ($takes)', async ({ takes, aliases }) => {
    const topics = ['a', 'b', 'c', 'c', 'b'];
    const used = (await wireTopics({ topicAliasMaximum: takes }, topics)).map(([, alias]) => alias);
    expect(new Set(used.filter((alias) => alias !== undefined)).size).toBe(aliases);
  });

  it('gets none with which a packet would be larger than its Maximum Packet Size', async () => {
    // 2 bytes of header, 3 of topic, 2 of packet identifier, 1 of properties, 1 of payload; an alias takes 3.
    const most = { topicAliasMaximum: 5, maximumPacketSize: 11 };
    await expect(wireTopics(most, ['a', 'a'])).resolves.toEqual([
      ['a', undefined],
      ['a', 1],
    ]);
  });
});

describe('a client of MQTT 5 that takes no topic aliases', () => {
  it.each([{}, { topicAliasMaximum: 0 }])('gets none (%j)', async (properties) => {
    await expect(wireTopics(properties, ['a', 'a'])).resolves.toEqual([
      ['a', undefined],
      ['a', undefined],
    ]);
  });
});
