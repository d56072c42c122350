import type { Packet } from 'mqtt-packet';
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

const topic = [0, 5, ...Buffer.from('cmd/a')];
const text = (content: string): number[] => [0, content.length, ...Buffer.from(content)];

/** A PUBLISH of QoS 1 with these bytes for properties. */
function publishWith(properties: readonly number[]): Buffer {
  const body = [...topic, 0, 1, properties.length, ...properties, ...Buffer.from('hostile')];
  return Buffer.from([0x32, body.length, ...body]);
}

/** A CONNECT of the client id `hostile`, with a will if there are bytes for its properties. */
function connectWith(properties: readonly number[], willProperties?: readonly number[]): Buffer {
  const will = willProperties && [willProperties.length, ...willProperties, ...topic, ...text('will')];
  const flags = will ? 0x06 : 0x02;
  const header = [...text('MQTT'), 5, flags, 0, 60, properties.length, ...properties];
  const body = [...header, ...text('hostile'), ...(will ?? [])];
  return Buffer.from([0x10, body.length, ...body]);
}

const propertiesOfMessages: readonly (readonly [string, readonly number[]])[] = [
  ['a Message Expiry Interval twice', [2, 0, 0, 0, 9, 2, 0, 0, 0, 9]],
  ['a Response Topic twice', [8, ...text('a'), 8, ...text('b')]],
  ['a Content Type twice', [3, ...text('a'), 3, ...text('b')]],
  ['Correlation Data twice', [9, ...text('a'), 9, ...text('b')]],
  ['a Content Type that is longer than the packet', [3, 0xff, 0xff]],
  ['Correlation Data that is longer than the packet', [9, 0xff, 0xff]],
  ['a User Property without a value', [38, ...text('a'), 0xff, 0xff]],
  ['a Session Expiry Interval', [17, 0, 0, 0, 9]],
  ['a Reason String', [31, ...text('a')]],
  ['a Receive Maximum', [33, 0, 9]],
];

describe('a message of MQTT 5', () => {
  it.each([
    ...propertiesOfMessages,
    ['a Will Delay Interval', [24, 0, 0, 0, 9]],
    ['a Topic Alias twice', [35, 0, 1, 35, 0, 2]],
    ['a Subscription Identifier', [11, 9]],
  ] as const)(
    'that has %s costs its publisher the connection, and no subscriber theirs',
    async (_what, bytes) => {
      const options = { protocolVersion: 5, properties: { sessionExpiryInterval: 600 } } as const;
      const subscribers = [
        await RawClient.connected(bench, device, { clientId: 'stored', ...options }),
        await RawClient.connected(bench, device, { clientId: 'live', protocolVersion: 5 }),
      ];
      for (const subscriber of subscribers) {
        subscriber.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/a', qos: 1 }] });
        await subscriber.next('suback');
      }
      const publisher = await RawClient.connected(bench, device, { clientId: 'hostile', protocolVersion: 5 });
      publisher.sendBytes(publishWith(bytes));
      await publisher.untilClosed();
      expect(publisher.packets).toMatchObject([{ cmd: 'connack' }, { cmd: 'disconnect', reasonCode: 0x81 }]);
      for (const subscriber of subscribers) {
        await subscriber.roundTrip();
        expect(subscriber.all('publish')).toEqual([]);
        subscriber.end();
      }
    },
  );
});

describe('a CONNECT of MQTT 5', () => {
  it.each<readonly [string, Buffer]>([
    ['a Receive Maximum twice', connectWith([33, 0, 9, 33, 0, 9])],
    ['a Session Expiry Interval twice', connectWith([17, 0, 0, 0, 9, 17, 0, 0, 0, 9])],
    ['a Maximum Packet Size of 0', connectWith([39, 0, 0, 0, 0])],
    ['a Topic Alias', connectWith([35, 0, 1])],
    ...propertiesOfMessages.map(
      ([what, bytes]) => [`a will that has ${what}`, connectWith([], bytes)] as const,
    ),
  ])('that has %s is refused', async (_what, bytes) => {
    const client = RawClient.open(bench, device, 5);
    client.sendBytes(bytes);
    await client.untilClosed();
    expect(client.packets).toMatchObject([{ cmd: 'connack', reasonCode: 0x80 }]);
  });

  it('may have a will with all properties that a will can have', async () => {
    const client = RawClient.open(bench, device, 5);
    const [expiry, delay] = [
      [2, 0, 0, 0, 9],
      [24, 0, 0, 0, 9],
    ] as const;
    const texts = [8, ...text('a'), 3, ...text('b'), 9, ...text('c'), 38, ...text('d'), ...text('e')];
    client.sendBytes(connectWith([], [1, 1, ...expiry, ...delay, ...texts]));
    await client.next('connack');
    expect(client.packets).toMatchObject([{ cmd: 'connack', reasonCode: 0 }]);
    client.end();
  });
});

describe.each([4, 5] as const)('the character U+0000 with MQTT protocol version %i', (protocolVersion) => {
  it.each<Packet>([
    { cmd: 'publish', topic: 'cmd/\0', payload: 'x', qos: 0, retain: false, dup: false },
    { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/\0', qos: 0 }] },
    { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['cmd/\0'] },
  ])('in a $cmd costs the connection', async (packet) => {
    const client = await RawClient.connected(bench, device, { clientId: 'a', protocolVersion });
    client.send(packet);
    await client.untilClosed();
    const said = protocolVersion === 5 ? [{ cmd: 'disconnect', reasonCode: 0x81 }] : [];
    expect(client.packets).toMatchObject([{ cmd: 'connack' }, ...said]);
  });

  it.each([
    { clientId: 'a\0' },
    { clientId: 'a', will: { topic: 'cmd/\0', payload: Buffer.from('x'), qos: 0, retain: false } },
  ] as const)('in a CONNECT refuses it (%j)', async (options) => {
    const client = RawClient.open(bench, device, protocolVersion);
    client.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      clean: true,
      keepalive: 60,
      protocolVersion,
      ...options,
    });
    await client.untilClosed();
    expect(client.packets.map(({ cmd }) => cmd)).toEqual(protocolVersion === 5 ? ['connack'] : []);
  });
});
