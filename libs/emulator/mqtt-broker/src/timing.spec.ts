import type { MqttClient } from 'mqtt';
import { BrokerBench, received } from './test-support/broker-bench';
import { createTestPki } from './test-support/pki';
import type { Identity, TestPki } from './test-support/pki';
import type { BrokerTiming } from './timing';

const hour = 3_600_000;
const certificate = { certificateId: 'id', certificatePem: 'pem', certificateOwnershipToken: 'token' };
const create = '$aws/certificates/create/json';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
});

async function start(timing: BrokerTiming): Promise<void> {
  bench = await BrokerBench.start(pki, {
    timing,
    provisioning: { createKeysAndCertificate: () => Promise.resolve({ ...certificate, privateKey: 'key' }) },
  });
  device = await bench.register('device');
}

afterEach(() => bench.stop());

const passHours = (hours: number): void => bench.clock.setOffset(bench.clock.offsetMillis + hours * hour);
const connect = (): Promise<MqttClient> => bench.connected(device, { clientId: 'a', protocolVersion: 5 });

describe('lifecycle events that come late', () => {
  const kindsTold = (): unknown[] =>
    bench.messages
      .filter(({ topic }) => topic.startsWith('$aws/events/presence/'))
      .map(({ payload }) => (JSON.parse(payload.toString()) as { eventType: string }).eventType);
  const told = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (kindsTold().length >= count) {
          resolve();
        }
      };
      bench.broker.onMessage(() => setImmediate(look));
      look();
    });

  it('are published when their time has come, in the order of those times, and twice where they have two', async () => {
    const delays = [[3 * hour], [hour, 2 * hour]];
    let allKnown: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (allKnown = resolve));
    await start({
      timestampError: () => 0,
      lifecycleEvent: () => {
        const next = delays.shift() ?? [];
        if (delays.length === 0) {
          setImmediate(allKnown);
        }
        return next;
      },
    });
    const client = await connect();
    await client.endAsync();
    await left;
    expect(kindsTold()).toEqual([]);
    passHours(1);
    await told(1);
    passHours(1);
    await told(2);
    passHours(1);
    await told(3);
    expect(kindsTold()).toEqual(['disconnected', 'disconnected', 'connected']);
  });

  it('need not be exact about when', async () => {
    await start({ lifecycleEvent: () => [0], timestampError: () => 120_000.4 });
    const event = bench.nextMessage('$aws/events/presence/connected/a');
    const before = bench.clock.nowMillis();
    await connect();
    const { timestamp } = (await event) as { timestamp: number };
    expect(Number.isInteger(timestamp)).toBe(true);
    expect(timestamp).toBeGreaterThanOrEqual(before + 120_000);
  });

  it('are lost with the broker', async () => {
    await start({ lifecycleEvent: () => [hour], timestampError: () => 0 });
    await connect();
    await bench.stopBroker();
    passHours(2);
    expect(kindsTold()).toEqual([]);
  });
});

describe('an answer of the provisioning API, where it needs a subscription', () => {
  let client: MqttClient;
  beforeEach(async () => {
    await start({ lifecycleEvent: () => [0], timestampError: () => 0, subscription: () => hour });
    client = await connect();
  });
  const lost = (): unknown[] =>
    bench.logged.filter(({ message }) => message.startsWith('provisioning answer lost'));

  it('is lost without one', async () => {
    await client.publishAsync(create, '{}', { qos: 1 });
    await client.publishAsync(create, '{}', { qos: 1 });
    expect(lost()).not.toEqual([]);
  });

  it('is lost for who asks together with the subscription, and does not wait for the SUBACK', async () => {
    const subscribed = client.subscribeAsync(`${create}/+`);
    await Promise.all([subscribed, client.publishAsync(create, '{}', { qos: 1 })]);
    await client.publishAsync('other', 'x', { qos: 1 });
    expect(lost()).toHaveLength(1);
  });

  it('comes to who has waited for the SUBACK, when the subscription is in effect', async () => {
    await client.subscribeAsync(`${create}/+`);
    const answer = received(client);
    await client.publishAsync(create, '{}', { qos: 1 });
    const early = jest.fn();
    void answer.then(early);
    await client.publishAsync('other', 'x', { qos: 1 });
    expect(early).not.toHaveBeenCalled();
    passHours(1);
    await expect(answer).resolves.toMatchObject({ topic: `${create}/accepted` });
    expect(lost()).toEqual([]);
  });

  it('comes at once over a subscription that is in effect, also when it is made again', async () => {
    await client.subscribeAsync(`${create}/+`);
    passHours(1);
    const answer = received(client);
    await Promise.all([client.subscribeAsync(`${create}/+`), client.publishAsync(create, '{}', { qos: 1 })]);
    await expect(answer).resolves.toMatchObject({ topic: `${create}/accepted` });
  });
});
