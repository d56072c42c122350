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
  bench = await BrokerBench.start(pki, { limits: { unacknowledgedMessages: 3 } });
  device = await bench.register('device');
});

afterAll(() => bench.stop());

async function subscriber(
  options: Partial<IConnectPacket> & { readonly clientId: string; readonly protocolVersion: 4 | 5 },
): Promise<RawClient> {
  const client = await RawClient.connected(bench, device, options);
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/#', qos: 1 }] });
  await client.next('suback');
  return client;
}

const publish = (payload: string, qos: 0 | 1 = 1): Promise<void> =>
  bench.broker.publish({ topic: 'cmd/a', payload: Buffer.from(payload), qos });

const payloads = (client: RawClient): string[] => client.all('publish').map(({ payload }) => String(payload));

describe.each([
  ['Receive Maximum of an MQTT 5 client', { protocolVersion: 5, properties: { receiveMaximum: 2 } }, 2],
  ['limit of AWS IoT Core', { protocolVersion: 4 }, 3],
  [
    'limit of AWS IoT Core when Receive Maximum is higher',
    { protocolVersion: 5, properties: { receiveMaximum: 9 } },
    3,
  ],
] as const)('the %s', (_what, options, most) => {
  it('holds for the messages that are unacknowledged; QoS 0 does not count', async () => {
    const client = await subscriber({ clientId: 'slow', ...options });
    const sent = ['1', '2', '3', '4', '5'];
    for (const payload of sent) {
      await publish(payload);
    }
    await publish('urgent', 0);
    await client.roundTrip();
    expect(payloads(client)).toEqual([...sent.slice(0, most), 'urgent']);

    for (const { messageId } of client.all('publish').slice(0, 2)) {
      client.send({ cmd: 'puback', messageId: messageId ?? 0, reasonCode: 0 });
    }
    await until(() => payloads(client).length === most + 3);
    expect(payloads(client).slice(most + 1)).toEqual(sent.slice(most, most + 2));
    client.end();
  });
});

describe("a message that is larger than an MQTT 5 client's Maximum Packet Size", () => {
  it('is not sent, and not kept', async () => {
    const session = { sessionExpiryInterval: 3600, maximumPacketSize: 100 };
    const options = { clientId: 'small', protocolVersion: 5, properties: session } as const;
    const client = await subscriber(options);
    await publish('x'.repeat(100));
    await publish('x'.repeat(100), 0);
    await publish('fits');
    await until(() => payloads(client).length > 0);
    expect(payloads(client)).toEqual(['fits']);
    expect(bench.store.get('SELECT count(*) AS n FROM mqtt_queued')).toEqual({ n: 1 });
    client.end();
  });
});
