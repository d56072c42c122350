import { until } from '@fleet/eventually';
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
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki);
  device = await bench.register('device');
});

afterEach(() => bench.stop());

type Session = Pick<IConnectPacket, 'clean' | 'properties'>;

const large = 'x'.repeat(200);
const small = { maximumPacketSize: 100 };
const shared = '$share/group/jobs/+';

async function member(clientId: string, options: Session = {}, qos: 0 | 1 = 1): Promise<RawClient> {
  const client = await RawClient.connected(bench, device, { clientId, protocolVersion: 5, ...options });
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: shared, qos }] });
  await client.next('suback');
  return client;
}

const persistent = (properties = {}): Session => ({
  clean: false,
  properties: { sessionExpiryInterval: 600, ...properties },
});

const publish = (payload: string, qos: 0 | 1 = 1): Promise<void> =>
  bench.broker.publish({ topic: 'jobs/a', payload: Buffer.from(payload), qos });

const payloads = (client: RawClient): string[] => client.all('publish').map(({ payload }) => String(payload));

async function leave(client: RawClient, clientId: string): Promise<void> {
  const gone = bench.nextMessage(`$aws/events/presence/disconnected/${clientId}`);
  client.end();
  await gone;
}

describe('a message of a shared subscription', () => {
  it.each([0, 1] as const)('of QoS %i that is too large for one member is given to another', async (qos) => {
    await member('small', { properties: small });
    const roomy = await member('roomy');
    await publish(large, qos);
    await publish(large, qos);
    await until(() => payloads(roomy).length >= 2);
    expect(payloads(roomy)).toEqual([large, large]);
  });

  it('that is too large for everyone waits until a member with a persistent session can take it', async () => {
    const first = await member('a', persistent(small));
    await publish(large);
    await publish('fits');
    await first.next('publish');
    expect(payloads(first)).toEqual(['fits']);
    const { messageId = 0 } = await first.next('publish');
    first.send({ cmd: 'puback', messageId, reasonCode: 0 });
    await first.roundTrip();
    await leave(first, 'a');
    const back = await RawClient.connected(bench, device, {
      clientId: 'a',
      protocolVersion: 5,
      ...persistent(),
    });
    await back.next('publish');
    expect(payloads(back)).toEqual([large]);
  });

  it('that one member may not receive is given to another', async () => {
    bench.denies = ({ action, clientId }) => action === 'iot:Receive' && clientId === 'denied';
    const denied = await member('denied');
    const allowed = await member('allowed');
    await publish('1');
    await publish('2');
    await until(() => payloads(allowed).length >= 2);
    await denied.roundTrip();
    expect(payloads(denied)).toEqual([]);
  });

  it.each([
    ['a clean session', {}],
    ['a persistent session', persistent()],
  ] as const)(
    'that a member with %s takes along when its connection ends is given to another',
    async (_what, session) => {
      const leaving = await member('leaving', session);
      await publish('1');
      await leaving.next('publish');
      const staying = await member('staying');
      await leave(leaving, 'leaving');
      await staying.next('publish');
      expect(payloads(staying)).toEqual(['1']);
    },
  );

  it('is not given to a member whose connection is being ended', async () => {
    const ending = await member('ending');
    const staying = await member('staying');
    const end = bench.broker.disconnect('ending', { cleanSession: false, preventWillMessage: false });
    await Promise.all([publish('1'), publish('2'), end]);
    await until(() => payloads(staying).length >= 2);
    expect(payloads(ending)).toEqual([]);
  });

  it('that is kept for the group is taken by the member that is there first', async () => {
    const absent = await member('absent', persistent());
    await leave(absent, 'absent');
    await publish('1');
    const present = await member('present');
    await present.next('publish');
    const { messageId = 0 } = await present.next('publish');
    present.send({ cmd: 'puback', messageId, reasonCode: 0 });
    await present.roundTrip();
    const back = await RawClient.connected(bench, device, {
      clientId: 'absent',
      protocolVersion: 5,
      ...persistent(),
    });
    await back.roundTrip();
    expect([payloads(present), payloads(back)]).toEqual([['1'], []]);
  });

  it('that is kept for the group and not acknowledged outlives the broker', async () => {
    await leave(await member('absent', persistent()), 'absent');
    const present = await member('present');
    await publish('1');
    await present.next('publish');
    await bench.stopBroker();
    await bench.startBroker();
    const back = await RawClient.connected(bench, device, {
      clientId: 'absent',
      protocolVersion: 5,
      ...persistent(),
    });
    await back.next('publish');
    expect(payloads(back)).toEqual(['1']);
  });

  it('waits for nobody when the last persistent session of the group is over', async () => {
    await leave(await member('absent', persistent()), 'absent');
    await publish('1');
    bench.clock.setOffset(601_000);
    const late = await member('late');
    await late.roundTrip();
    expect(payloads(late)).toEqual([]);
  });
});

describe('a session that is resumed', () => {
  it.each([shared, 'jobs/+'])(
    'has its subscription to %s without being asked for iot:Subscribe',
    async (topic) => {
      const options = { clientId: 'a', protocolVersion: 5, ...persistent() } as const;
      const before = await RawClient.connected(bench, device, options);
      before.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
      await before.next('suback');
      await leave(before, 'a');
      bench.denies = ({ action }) => action === 'iot:Subscribe';
      const back = await RawClient.connected(bench, device, options);
      await publish('1');
      await back.next('publish');
      expect(payloads(back)).toEqual(['1']);
    },
  );

  it('gets nothing from its subscription that iot:Receive denies', async () => {
    const options = { clientId: 'a', protocolVersion: 5, ...persistent() } as const;
    await leave(await member('a', persistent()), 'a');
    bench.denies = ({ action }) => action === 'iot:Receive';
    const back = await RawClient.connected(bench, device, options);
    await publish('1');
    await back.roundTrip();
    expect(payloads(back)).toEqual([]);
  });
});
