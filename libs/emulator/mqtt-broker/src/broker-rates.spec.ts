import type { BrokerRates } from './broker-rates';
import { BrokerBench, received } from './test-support/broker-bench';
import type { Identity } from './test-support/pki';
import { createTestPki } from './test-support/pki';
import { RawClient } from './test-support/raw-client';

describe.each([4, 5] as const)('above a rate, with MQTT protocol version %i', (protocolVersion) => {
  const admits = { connect: true, subscription: true, publish: true, provisioning: true };
  const rates: BrokerRates = {
    admitsConnect: () => admits.connect,
    admitsSubscription: () => admits.subscription,
    admitsPublish: () => admits.publish,
    admitsProvisioning: () => admits.provisioning,
  };
  let bench: BrokerBench;
  let device: Identity;
  beforeAll(async () => {
    const createKeysAndCertificate = () => Promise.resolve({});
    bench = await BrokerBench.start(await createTestPki(), {
      rates,
      provisioning: { createKeysAndCertificate },
    });
    device = await bench.register('device');
  });
  afterEach(() =>
    Object.assign(admits, { connect: true, subscription: true, publish: true, provisioning: true }),
  );
  afterAll(() => bench.stop());

  it('a CONNECT is refused as one that comes too soon', async () => {
    admits.connect = false;
    const client = RawClient.open(bench, device, protocolVersion);
    const connect = { cmd: 'connect', protocolId: 'MQTT', clean: true, keepalive: 60 } as const;
    client.send({ ...connect, clientId: 'device', protocolVersion });
    await client.untilClosed();
    expect(client.all('connack').map(({ reasonCode }) => reasonCode)).toEqual(
      protocolVersion === 5 ? [0x97] : [],
    );
  });

  it('a subscription fails in the SUBACK', async () => {
    const client = await RawClient.connected(bench, device, { clientId: 'device', protocolVersion });
    admits.subscription = false;
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }] });
    await expect(client.next('suback')).resolves.toMatchObject({
      granted: [protocolVersion === 5 ? 0x97 : 0x80],
    });
    client.end();
  });

  it('a publish is discarded, without a PUBACK', async () => {
    const client = await RawClient.connected(bench, device, { clientId: 'device', protocolVersion });
    admits.publish = false;
    const publish = { cmd: 'publish', topic: 'a', payload: 'x', dup: false, retain: false } as const;
    client.send({ ...publish, qos: 1, messageId: 1 }, { ...publish, qos: 0 });
    await client.roundTrip();
    expect(client.all('puback')).toEqual([]);
    expect(bench.messages.filter(({ topic }) => topic === 'a')).toEqual([]);
    client.end();
  });

  it('a provisioning request is rejected', async () => {
    const client = await bench.connected(device, { clientId: 'claim:1', protocolVersion });
    admits.provisioning = false;
    const answer = received(client);
    client.publish('$aws/certificates/create/json', '{}');
    const { topic, payload } = await answer;
    expect(topic).toBe('$aws/certificates/create/json/rejected');
    expect(JSON.parse(payload.toString())).toEqual({
      statusCode: 429,
      errorCode: 'Throttling',
      errorMessage: 'Rate exceeded',
    });
    await client.endAsync(true);
  });
});
