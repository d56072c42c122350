import { BrokerBench } from '../test-support/broker-bench';
import type { Identity } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let bench: BrokerBench;
let device: Identity;

beforeEach(async () => {
  bench = await BrokerBench.start(await createTestPki());
  device = await bench.register('device');
});

afterEach(() => bench.stop());

const persistent = { protocolVersion: 4, clean: false } as const;
const away = ['first', 'second', 'member'];

/** Connects, and answers with what has waited for the client. */
async function waitingFor(clientId: string): Promise<string[]> {
  const client = await RawClient.connected(bench, device, { clientId, ...persistent });
  await client.roundTrip();
  const publishes = client.all('publish');
  for (const { messageId = 0 } of publishes) {
    client.send({ cmd: 'puback', messageId });
  }
  const gone = bench.nextMessage(`$aws/events/presence/disconnected/${clientId}`);
  client.send({ cmd: 'disconnect' });
  await gone;
  return publishes.map(({ payload }) => String(payload));
}

async function subscribeAndLeave(clientId: string, topic: string): Promise<void> {
  const client = await RawClient.connected(bench, device, { clientId, ...persistent });
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
  await client.next('suback');
  const gone = bench.nextMessage(`$aws/events/presence/disconnected/${clientId}`);
  client.send({ cmd: 'disconnect' });
  await gone;
}

/** Publishes one message to a store that stops after so many writes; says whether the broker has acknowledged it. */
async function publish(payload: string, protocolVersion: 4 | 5, writes: number): Promise<boolean> {
  const publisher = await RawClient.connected(bench, device, { clientId: 'publisher', protocolVersion });
  bench.store.failAfter(writes);
  const message = { topic: 'cmd/a', payload, retain: true, dup: false } as const;
  publisher.send({ cmd: 'publish', qos: 1, messageId: 1, ...message });
  const isAcknowledged = await publisher.next('puback').then(
    () => true,
    () => false,
  );
  publisher.end();
  return isAcknowledged;
}

describe.each([4, 5] as const)('PUBACK of MQTT protocol version %i', (protocolVersion) => {
  it('is sent when the message is stored for everyone, and never when the store stops before that', async () => {
    await subscribeAndLeave('first', 'cmd/a');
    await subscribeAndLeave('second', 'cmd/+');
    await subscribeAndLeave('member', '$share/group/cmd/#');
    const acknowledged: boolean[] = [];
    while (!acknowledged.includes(true)) {
      const payload = `stopped after ${acknowledged.length} writes`;
      const isAcknowledged = await publish(payload, protocolVersion, acknowledged.length);
      acknowledged.push(isAcknowledged);
      // As after a crash: what is in the store is all that is left.
      await bench.stopBroker();
      bench.store.recover();
      await bench.startBroker();

      const expected = isAcknowledged ? [payload] : [];
      for (const clientId of away) {
        expect({ payload, clientId, got: await waitingFor(clientId) }).toEqual({
          payload,
          clientId,
          got: expected,
        });
      }
      expect(bench.broker.retained.get('cmd/a')?.payload.toString()).toBe(expected.at(0));
    }
    // The retained message, two sessions, one group.
    expect(acknowledged).toEqual([false, false, false, false, true]);
  });
});

describe('publishing from the cloud', () => {
  it('fails when the message cannot be stored, and nobody gets it', async () => {
    await subscribeAndLeave('first', 'cmd/a');
    bench.store.failAfter(0);
    const message = { topic: 'cmd/a', payload: Buffer.from('x'), qos: 1 } as const;
    await expect(bench.broker.publish(message)).rejects.toThrow('disk I/O error');
    bench.store.recover();
    await expect(waitingFor('first')).resolves.toEqual([]);
    expect(bench.messages.map(({ topic }) => topic)).not.toContain('cmd/a');
  });
});
