import { connect as tlsConnect } from 'node:tls';
import type { IClientOptions } from 'mqtt';
import { BrokerBench, closed } from '../test-support/broker-bench';
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
  bench = await BrokerBench.start(pki, { limits: { millisBetweenConnects: 1000 } });
  device = await bench.register('device');
});

afterEach(() => bench.stop());

/** What the client makes of its refusal: the code of a CONNACK, or undefined for a bare close. */
async function refusal(identity: Identity | undefined, options: IClientOptions): Promise<number | undefined> {
  const client = bench.client(identity, options);
  let code: number | undefined;
  client.on('connect', () => {
    throw new Error('The broker let the client in.');
  });
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'connack') {
      code = packet.reasonCode ?? packet.returnCode;
    }
  });
  await closed(client);
  return code;
}

describe('the TLS handshake', () => {
  it('closes the connection of a certificate that is not registered, whoever signed it', async () => {
    const stranger = await pki.issue('stranger');
    await expect(refusal(stranger, { clientId: 'a' })).resolves.toBeUndefined();
    expect(bench.logged).toContainEqual(
      expect.objectContaining({ message: 'TLS connection refused', level: 'info' }),
    );
  });

  it('lets in a registered certificate of any authority', async () => {
    const elsewhere = await createTestPki();
    const foreign = await elsewhere.issue('foreign');
    bench.activate(foreign);
    await expect(bench.connected(foreign, { clientId: 'a' })).resolves.toBeDefined();
  });

  it('is followed by answers that do not wait until the client has acknowledged what came before', async () => {
    // Nagle's algorithm holds a packet back until then, and the client's system takes 40 ms for it.
    const acknowledgementMillis = 40;
    let quickest = Infinity;
    // One quick answer shows it: a packet that is held back is never quick, and a busy machine can only make answers late.
    for (let tries = 0; tries < 100 && quickest >= acknowledgementMillis / 2; tries += 1) {
      const client = bench.client(device, { clientId: `a${tries}` });
      let sent = 0;
      // The client's CONNECT waits in its socket for this.
      client.stream.once('secureConnect', () => (sent = performance.now()));
      await new Promise((resolve) => client.once('connect', resolve));
      quickest = Math.min(quickest, performance.now() - sent);
    }
    expect(quickest).toBeLessThan(acknowledgementMillis / 2);
  });

  it('closes the connection of a certificate that is not ACTIVE any more', async () => {
    bench.deactivate(device);
    await expect(refusal(device, { clientId: 'a' })).resolves.toBeUndefined();
  });

  it('closes the connection of a client without a certificate', async () => {
    await expect(refusal(undefined, { clientId: 'a' })).resolves.toBeUndefined();
  });

  it('requires a server name (SNI), and says so in the log', async () => {
    const { cert, key } = device;
    const { port } = bench.broker;
    const checkServerIdentity = (): undefined => undefined;
    const socket = tlsConnect({ host: '127.0.0.1', port, ca: pki.ca, cert, key, checkServerIdentity });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    const { fields } = bench.logged.find(({ message }) => message === 'TLS connection refused') ?? {};
    expect(fields).toMatchObject({ why: expect.stringContaining('SNI') as string });
  });
});

describe.each([
  [4, { denied: undefined, badClientId: undefined, throttled: undefined, badWill: undefined }],
  [5, { denied: 0x87, badClientId: 0x85, throttled: 0x97, badWill: 0x90 }],
] as const)('CONNECT with MQTT protocol version %i', (protocolVersion, code) => {
  it('is refused when no policy allows iot:Connect with that client id', async () => {
    bench.denies = ({ action, resource, clientId }) =>
      action === 'iot:Connect' && (resource.name !== 'mine' || clientId !== 'mine');
    await expect(refusal(device, { clientId: 'other', protocolVersion })).resolves.toBe(code.denied);
    await expect(bench.connected(device, { clientId: 'mine', protocolVersion })).resolves.toBeDefined();
  });

  it.each([`x${'ü'.repeat(64)}`])('is refused with a client id of more than 128 bytes', async (clientId) => {
    await expect(refusal(device, { clientId, protocolVersion })).resolves.toBe(code.badClientId);
  });

  it('is throttled too soon after the last one with that client id, and only then', async () => {
    const first = await bench.connected(device, { clientId: 'a', protocolVersion });
    await expect(refusal(device, { clientId: 'a', protocolVersion })).resolves.toBe(code.throttled);
    expect(first.connected).toBe(true);
    await bench.connected(device, { clientId: 'b', protocolVersion });
    bench.clock.setOffset(1001);
    await bench.connected(device, { clientId: 'a', protocolVersion });
  });

  it('of one who may not connect does not throttle the one who may', async () => {
    const stranger = await bench.register('stranger');
    bench.denies = ({ principal }) => principal.certificateId === stranger.certificateId;
    await refusal(stranger, { clientId: 'a', protocolVersion });
    await expect(bench.connected(device, { clientId: 'a', protocolVersion })).resolves.toBeDefined();
  });

  it('displaces the client that had this client id', async () => {
    const first = await bench.connected(device, { clientId: 'a', protocolVersion });
    const end = closed(first);
    bench.clock.setOffset(2000);
    const second = await bench.connected(device, { clientId: 'a', protocolVersion });
    await expect(end).resolves.toBe(protocolVersion === 5 ? 0x8e : undefined);
    expect(second.connected).toBe(true);
    expect(bench.broker.connections()).toHaveLength(1);
  });

  it('with a will on a reserved topic is refused', async () => {
    const will = {
      topic: '$aws/certificates/create/json',
      payload: Buffer.from('{}'),
      qos: 0,
      retain: false,
    } as const;
    await expect(refusal(device, { clientId: 'a', protocolVersion, will })).resolves.toBe(code.badWill);
  });

  it("is refused when no policy allows iot:Publish on the will's topic", async () => {
    const will = { topic: 'will/a', payload: Buffer.from('x'), qos: 0, retain: false } as const;
    bench.denies = ({ action, resource }) => action === 'iot:Publish' && resource.name === 'will/a';
    await expect(refusal(device, { clientId: 'a', protocolVersion, will })).resolves.toBe(code.denied);
  });
});

describe('CONNACK of MQTT 5', () => {
  const properties = async (options: IClientOptions): Promise<unknown> => {
    const client = bench.client(device, { protocolVersion: 5, keepalive: 60, ...options });
    return new Promise((resolve) => client.once('connect', (packet) => resolve(packet.properties)));
  };
  const capabilities = {
    maximumQoS: 1,
    retainAvailable: true,
    wildcardSubscriptionAvailable: true,
    subscriptionIdentifiersAvailable: false,
    maximumPacketSize: 131_072,
    receiveMaximum: 100,
    topicAliasMaximum: 8,
  };

  it('says what AWS IoT Core supports, and nothing else', async () => {
    const session = { sessionExpiryInterval: 60 };
    await expect(properties({ clientId: 'a', properties: session })).resolves.toEqual(capabilities);
  });

  it('says what the server has changed', async () => {
    const session = { sessionExpiryInterval: 86_400 };
    await expect(properties({ clientId: 'a', keepalive: 10, properties: session })).resolves.toEqual({
      ...capabilities,
      serverKeepAlive: 30,
      sessionExpiryInterval: 3600,
    });
  });

  it('assigns a client id to a client that has none, which its policies have to allow', async () => {
    const ids: string[] = [];
    bench.denies = ({ action, resource }) => {
      if (action === 'iot:Connect') {
        ids.push(resource.name);
      }
      return false;
    };
    const answer = await properties({ clientId: '' });
    expect(answer).toEqual({ ...capabilities, assignedClientIdentifier: ids.at(0) });
    expect(bench.broker.connections().map(({ clientId }) => clientId)).toEqual(ids);
    expect(ids.at(0)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is sent before any message, also to a client that displaces another', async () => {
    const session = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const options = { clientId: 'a', protocolVersion: 5, ...session } as const;
    const first = await RawClient.connected(bench, device, options);
    first.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/a', qos: 1 }] });
    await first.next('suback');
    await bench.broker.publish({ topic: 'cmd/a', payload: Buffer.from('x'), qos: 1 });
    bench.clock.setOffset(2000);
    const second = await RawClient.connected(bench, device, options);
    await second.next('publish');
    expect(second.packets.map(({ cmd }) => cmd)).toEqual(['connack', 'publish']);
    await first.untilClosed();
    second.end();
  });
});

describe('CONNECT of MQTT 3.1.1 without a client id', () => {
  it('is closed without an answer', async () => {
    const client = RawClient.open(bench, device, 4);
    client.send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId: '', clean: true });
    await client.untilClosed();
    expect(client.packets).toEqual([]);
  });
});

describe('CONNECT of MQTT 3.1', () => {
  it('is refused as an unacceptable protocol version', async () => {
    const old = { clientId: 'a', protocolVersion: 3, protocolId: 'MQIsdp' } as const;
    await expect(refusal(device, old)).resolves.toBe(1);
  });
});

describe('a certificate that leaves ACTIVE', () => {
  it.each([4, 5] as const)('takes its connections along (protocol version %i)', async (protocolVersion) => {
    const other = await bench.register('other');
    const [cut, kept] = await Promise.all([
      bench.connected(device, { clientId: 'a', protocolVersion }),
      bench.connected(other, { clientId: 'b', protocolVersion }),
    ]);
    const end = closed(cut);
    bench.deactivate(device);
    await expect(end).resolves.toBe(protocolVersion === 5 ? 0x87 : undefined);
    expect(kept.connected).toBe(true);
  });

  it('cuts a connection that is past its handshake and before its CONNECT, too', async () => {
    const { cert, key } = device;
    const { port } = bench.broker;
    const socket = tlsConnect({ host: 'localhost', servername: 'localhost', port, ca: pki.ca, cert, key });
    socket.on('error', () => undefined);
    const end = new Promise((resolve) => socket.once('close', resolve));
    await bench.admitted();
    bench.deactivate(device);
    await end;
  });
});

describe('garbage in place of MQTT', () => {
  it('costs the connection, and nothing else', async () => {
    const { cert, key } = device;
    const { port } = bench.broker;
    const socket = tlsConnect({ host: 'localhost', servername: 'localhost', port, ca: pki.ca, cert, key });
    socket.on('error', () => undefined);
    socket.write(Buffer.alloc(4096, 0xff));
    await new Promise((resolve) => socket.once('close', resolve));
    await expect(bench.connected(device, { clientId: 'a' })).resolves.toBeDefined();
  });
});

describe('the keep-alive', () => {
  it('of an MQTT 5 client is brought down to 1,200 seconds', async () => {
    const client = bench.client(device, { clientId: 'a', protocolVersion: 5, keepalive: 0 });
    const keepAlive = await new Promise((resolve) => {
      client.on('connect', ({ properties }) => resolve(properties?.serverKeepAlive));
    });
    expect(keepAlive).toBe(1200);
  });

  it('of an MQTT 3.1.1 client may be anything', async () => {
    await expect(bench.connected(device, { clientId: 'a', keepalive: 65_535 })).resolves.toBeDefined();
  });
});
