import * as fc from 'fast-check';
import type { Packet } from 'mqtt-packet';
import { generate } from 'mqtt-packet';
import { BrokerBench } from '../test-support/broker-bench';
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

const properties = {
  contentType: 'text/plain',
  responseTopic: 'cmd/answer',
  correlationData: Buffer.from('42'),
  messageExpiryInterval: 60,
  userProperties: { constructor: 'a', other: ['b', 'c'] },
};
const message = { cmd: 'publish', topic: 'cmd/a', payload: 'x', retain: true, dup: false } as const;

/** What a client may say after its CONNECT. */
const conversation: readonly Packet[] = [
  { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/+', qos: 1, nl: true, rap: true, rh: 1 }] },
  { cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: '$share/group/cmd/#', qos: 1 }] },
  { ...message, qos: 0, properties },
  { ...message, qos: 1, messageId: 3, properties: { ...properties, topicAlias: 1 } },
  { ...message, topic: '', qos: 1, messageId: 4, properties: { topicAlias: 1 } },
  { ...message, topic: '$aws/certificates/create/json', qos: 1, messageId: 5 },
  { cmd: 'puback', messageId: 1, reasonCode: 0, properties: { reasonString: 'taken' } },
  { cmd: 'unsubscribe', messageId: 6, unsubscriptions: ['cmd/+'] },
  { cmd: 'pingreq' },
  { cmd: 'disconnect', reasonCode: 4, properties: { sessionExpiryInterval: 10 } },
];

function connectOf(protocolVersion: 4 | 5): Packet {
  const will = { topic: 'cmd/will', payload: Buffer.from('x'), qos: 1, retain: false } as const;
  const own = { sessionExpiryInterval: 60, receiveMaximum: 2, maximumPacketSize: 1000, topicAliasMaximum: 3 };
  const connect = {
    cmd: 'connect',
    protocolId: 'MQTT',
    clientId: 'hostile',
    clean: false,
    keepalive: 60,
  } as const;
  return protocolVersion === 4
    ? { ...connect, protocolVersion, will }
    : {
        ...connect,
        protocolVersion,
        properties: own,
        will: { ...will, properties: { ...properties, willDelayInterval: 1 } },
      };
}

/** Some packets of the conversation, as bytes of which some are changed, cut out or put in. */
const spoiltConversation = fc
  .record({
    version: fc.constantFrom<4 | 5>(4, 5),
    packets: fc.shuffledSubarray([...conversation], { minLength: 1 }),
    spoilsConnect: fc.boolean(),
    edits: fc.array(
      fc.record({ at: fc.nat(), cut: fc.nat({ max: 3 }), put: fc.uint8Array({ maxLength: 3 }) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ version, packets, spoilsConnect, edits }) => {
    const bytes = (packet: Packet): Buffer => generate(packet, { protocolVersion: version });
    const connect = bytes(connectOf(version));
    const rest = Buffer.concat(packets.map(bytes));
    const spoilt = edits.reduce(
      (before, { at, cut, put }) => {
        const place = at % (before.length + 1);
        return Buffer.concat([before.subarray(0, place), put, before.subarray(place + cut)]);
      },
      spoilsConnect ? Buffer.concat([connect, rest]) : rest,
    );
    return { version, bytes: spoilsConnect ? spoilt : Buffer.concat([connect, spoilt]) };
  });

const noise = fc.record({
  version: fc.constantFrom<4 | 5>(4, 5),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
});

describe.each([
  ['noise', noise],
  ['packets with faults', spoiltConversation],
] as const)('%s', (_what, streams) => {
  it('cost nobody else a connection, and the broker nothing', async () => {
    const options = {
      clientId: 'bystander',
      protocolVersion: 5,
      properties: { sessionExpiryInterval: 600 },
    } as const;
    const bystander = await RawClient.connected(bench, device, options);
    const subscriptions = [{ topic: '#', qos: 1 as const }];
    bystander.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await bystander.next('suback');
    await fc.assert(
      fc.asyncProperty(streams, async ({ version, bytes }) => {
        const client = RawClient.open(bench, device, version);
        client.sendBytes(bytes);
        client.finish();
        await client.untilClosed();
        const acknowledged = bystander.all('publish').flatMap(({ messageId }) => messageId ?? []);
        bystander.packets.length = 0;
        bystander.send(
          { cmd: 'pingreq' },
          ...acknowledged.map((messageId) => ({ cmd: 'puback', messageId }) as const),
        );
        await bystander.roundTrip();
        expect(bench.logged.filter(({ level }) => level === 'error')).toEqual([]);
      }),
      { numRuns: Number(process.env['HOSTILE_STREAMS'] ?? 150) },
    );
    bystander.end();
  });
});
