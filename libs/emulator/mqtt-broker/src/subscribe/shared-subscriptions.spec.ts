import { until } from '@fleet/eventually';
import type { MqttClient } from 'mqtt';
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

describe.each([4, 5] as const)('a shared subscription with MQTT protocol version %i', (protocolVersion) => {
  const received: [string, string][] = [];

  beforeEach(() => {
    received.length = 0;
  });

  async function member(clientId: string, filter: string, options = {}): Promise<MqttClient> {
    const client = bench.client(device, { clientId, protocolVersion, ...options });
    client.on('message', (_topic, payload) => received.push([clientId, payload.toString()]));
    await new Promise((resolve) => client.once('connect', resolve));
    await client.subscribeAsync(filter, { qos: 1 });
    return client;
  }

  const publish = (payload: string): Promise<void> =>
    bench.broker.publish({ topic: 'jobs/a', payload: Buffer.from(payload), qos: 1 });

  it('brings each message to one of its members, in turn', async () => {
    await member('a', '$share/group/jobs/+');
    await member('b', '$share/group/jobs/+');
    for (const payload of ['1', '2', '3', '4']) {
      await publish(payload);
    }
    await until(() => received.length >= 4);
    expect(received.sort()).toEqual([
      ['a', '1'],
      ['a', '3'],
      ['b', '2'],
      ['b', '4'],
    ]);
  });

  it('is one of its own for each name, and beside those that are not shared', async () => {
    await member('a', '$share/one/jobs/a');
    await member('b', '$share/two/jobs/a');
    await member('c', 'jobs/a');
    await publish('x');
    await until(() => received.length >= 3);
    expect(received.sort()).toEqual([
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'x'],
    ]);
  });

  it('passes to the others when a member has left or given it up', async () => {
    const a = await member('a', '$share/group/jobs/a');
    const b = await member('b', '$share/group/jobs/a');
    await member('c', '$share/group/jobs/a');
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await a.endAsync();
    await gone;
    await b.unsubscribeAsync('$share/group/jobs/a');
    await publish('1');
    await publish('2');
    await until(() => received.length >= 2);
    expect(received).toEqual([
      ['c', '1'],
      ['c', '2'],
    ]);
  });

  it('keeps messages while its only member is away and has a persistent session, through a restart', async () => {
    const session = { clean: false, properties: { sessionExpiryInterval: 600 } };
    const options = protocolVersion === 5 ? session : { clean: false };
    const a = await member('a', '$share/group/jobs/a', options);
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    await a.endAsync();
    await gone;
    await publish('1');
    await bench.stopBroker();
    await bench.startBroker();
    await publish('2');
    const back = bench.client(device, { clientId: 'a', protocolVersion, ...options });
    back.on('message', (_topic, payload) => received.push(['a', payload.toString()]));
    await until(() => received.length >= 2);
    await publish('3');
    await until(() => received.length >= 3);
    expect(received.map(([, payload]) => payload)).toEqual(['1', '2', '3']);
  });

  it('gets no retained message', async () => {
    await bench.broker.publish({ topic: 'jobs/a', payload: Buffer.from('kept'), qos: 1, retain: true });
    const raw = await RawClient.connected(bench, device, { clientId: 'raw', protocolVersion });
    const subscriptions = [{ topic: '$share/group/jobs/a', qos: 1 as const }];
    raw.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await raw.next('suback');
    await raw.roundTrip();
    expect(raw.all('publish')).toEqual([]);
    raw.end();
  });

  it('may have a name of 128 characters and seven slashes beside its own, and no more', async () => {
    const filters = [
      `$share/${'n'.repeat(128)}/1/2/3/4/5/6/7/8`,
      `$share/${'n'.repeat(129)}/a`,
      '$share/group',
    ];
    const codes: unknown[] = [];
    for (const topic of filters) {
      const raw = await RawClient.connected(bench, device, {
        clientId: `raw${codes.length}`,
        protocolVersion,
      });
      raw.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
      codes.push(
        await raw.next('suback').then(
          ({ granted }) => granted,
          () => 'closed',
        ),
      );
      raw.end();
    }
    const refused = protocolVersion === 5 ? [0x8f] : 'closed';
    expect(codes).toEqual([[1], refused, refused]);
  });
});
