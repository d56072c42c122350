import { until } from '@fleet/eventually';
import { BrokerBench } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
  // It is not cut off for as long as a test lasts.
  bench = await BrokerBench.start(pki, { limits: { drainMillis: 600_000 } });
  device = await bench.register('device');
});

afterAll(() => bench.stop());

describe('a client that does not read', () => {
  it.each([0, 1] as const)(
    'holds up nobody else, and gets its messages of QoS %i when it reads',
    async (qos) => {
      const messages = 300;
      const subscriptions = [{ topic: 'cmd/#', qos }];
      const clients = await Promise.all(
        ['slow', 'fast'].map((clientId) =>
          RawClient.connected(bench, device, { clientId, protocolVersion: 4 }),
        ),
      );
      for (const client of clients) {
        client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
        await client.next('suback');
      }
      const [slow, fast] = clients;
      slow?.stopReading();
      for (let sent = 0; sent < messages; sent += 1) {
        void bench.broker.publish({ topic: `cmd/${sent}`, payload: Buffer.alloc(50_000), qos });
        await fast?.roundTrip();
        const received = fast?.all('publish').at(-1);
        fast?.send(
          ...(received?.messageId ? [{ cmd: 'puback', messageId: received.messageId } as const] : []),
        );
      }
      await until(() => fast?.all('publish').length === messages);
      slow?.goOnReading();
      let acknowledged = 0;
      await until(() => {
        const arrived = slow?.all('publish') ?? [];
        const next = arrived.slice(acknowledged).flatMap(({ messageId }) => messageId ?? []);
        acknowledged = arrived.length;
        slow?.send(...next.map((messageId) => ({ cmd: 'puback', messageId }) as const));
        return arrived.length === messages;
      });
      expect(slow?.all('publish').map(({ topic }) => topic)).toEqual(
        Array.from({ length: messages }, (_, sent) => `cmd/${sent}`),
      );
      clients.forEach((client) => client.end());
    },
  );
});
