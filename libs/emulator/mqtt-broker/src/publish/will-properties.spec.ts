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

describe('a will of MQTT 5', () => {
  it.each([0, 5])('goes out with its properties, and without its delay (%i s)', async (willDelayInterval) => {
    const subscriber = await RawClient.connected(bench, device, { clientId: 'b', protocolVersion: 5 });
    subscriber.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/will', qos: 1 }] });
    await subscriber.next('suback');
    const properties = { willDelayInterval, contentType: 'text/plain', userProperties: { reason: 'gone' } };
    const payload = Buffer.from('"gone"');
    const dying = await RawClient.connected(bench, device, {
      clientId: 'a',
      protocolVersion: 5,
      properties: { sessionExpiryInterval: 600 },
      will: { topic: 'cmd/will', payload, qos: 1, retain: false, properties },
    });
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    dying.end();
    await gone;
    bench.clock.setOffset(willDelayInterval * 1000);
    const received = await subscriber.next('publish');
    expect(received.properties).toEqual({ contentType: 'text/plain', userProperties: { reason: 'gone' } });
    subscriber.end();
  });
});
