import { until } from '@fleet/eventually';
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

describe.each([
  { clientId: 'a', protocolVersion: 4, clean: false },
  { clientId: 'a', protocolVersion: 5, clean: false, properties: { sessionExpiryInterval: 600 } },
] as const)('a session of MQTT protocol version $protocolVersion', (persistent) => {
  const publish = { cmd: 'publish', topic: 'cmd/a', retain: false, dup: false, qos: 1 } as const;
  const topics = (...wanted: string[]) => wanted.map((topic) => ({ topic, qos: 1 as const }));

  async function leave(client: RawClient): Promise<void> {
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.end();
    await gone;
  }

  it.each(['cmd/a', 'cmd/+', '$share/group/cmd/a'])(
    'stores what comes right behind its SUBSCRIBE to %s, before the SUBACK',
    async (filter) => {
      const client = await RawClient.connected(bench, device, persistent);
      client.send(
        { cmd: 'subscribe', messageId: 1, subscriptions: topics(filter) },
        { ...publish, payload: 'one', messageId: 2 },
        { ...publish, payload: 'two', messageId: 3 },
      );
      await client.next('suback');
      await until(() => client.all('publish').length === 2);
      // It has acknowledged neither.
      await leave(client);
      const back = await RawClient.connected(bench, device, persistent);
      await back.roundTrip();
      expect(back.all('publish').map(({ payload }) => String(payload))).toEqual(['one', 'two']);
      back.end();
    },
  );

  it('keeps nothing of a SUBSCRIBE that costs its client the connection', async () => {
    const client = await RawClient.connected(bench, device, persistent);
    const subscriptions = [...topics('cmd/a'), { topic: 'cmd/b', qos: 2 as const }];
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await client.untilClosed();
    await bench.broker.publish({ topic: 'cmd/a', payload: Buffer.from('x'), qos: 1 });
    const back = await RawClient.connected(bench, device, persistent);
    await back.roundTrip();
    expect(back.packets).toMatchObject([{ cmd: 'connack', sessionPresent: true }, { cmd: 'pingresp' }]);
    back.end();
  });
});

describe.each([4, 5] as const)(
  'with MQTT protocol version %i, in the order of packets',
  (protocolVersion) => {
    const subscribe = (messageId: number): Packet => {
      return { cmd: 'subscribe', messageId, subscriptions: [{ topic: 'cmd/a', qos: 1 }] };
    };
    const unsubscribe: Packet = { cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['cmd/a'] };
    const publish = {
      cmd: 'publish',
      topic: 'cmd/a',
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
    } as const;
    const sessions = [
      ['a clean', { clean: true }],
      ['a persistent', { clean: false, properties: { sessionExpiryInterval: 600 } }],
    ] as const;

    it.each(sessions)(
      'an UNSUBSCRIBE does not undo the SUBSCRIBE behind it in %s session',
      async (_what, options) => {
        const client = await RawClient.connected(bench, device, {
          clientId: 'a',
          protocolVersion,
          ...options,
        });
        client.send(subscribe(1), unsubscribe, subscribe(3));
        await client.roundTrip();
        expect(client.packets.map(({ cmd }) => cmd)).toEqual([
          'connack',
          'suback',
          'unsuback',
          'suback',
          'pingresp',
        ]);
        await bench.broker.publish({ topic: 'cmd/a', payload: Buffer.from('x'), qos: 1 });
        await expect(client.next('publish')).resolves.toMatchObject({ topic: 'cmd/a' });
        client.end();
      },
    );

    it.each(sessions)(
      'a SUBSCRIBE gets what its client publishes behind it in %s session',
      async (_what, options) => {
        const client = await RawClient.connected(bench, device, {
          clientId: 'a',
          protocolVersion,
          ...options,
        });
        client.send(subscribe(1), publish, unsubscribe, publish);
        await client.roundTrip();
        expect(client.packets.map(({ cmd }) => cmd).sort()).toEqual(
          ['connack', 'suback', 'publish', 'unsuback', 'pingresp'].sort(),
        );
        client.end();
      },
    );
  },
);
