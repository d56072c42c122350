import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { createAwsListener } from '@fleet/aws-wire';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import { startBroker } from '@fleet/mqtt-broker';
import type { Broker, BrokerMessage } from '@fleet/mqtt-broker';
import { openIotCore } from '@fleet/services/iot';
import type { IotCore } from '@fleet/services/iot';
import { createIotDataService } from '@fleet/services/iot-data';
import { connect } from 'mqtt';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const region = 'us-east-1';
const accountId = '123456789012';
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let directory: string;
let store: Store;
let clock: SettableClock;
let iot: IotCore;
let broker: Broker;
let server: Server;
let client: IoTDataPlane;
const messages: BrokerMessage[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'iotdata-'));
  [store, clock] = [openStore(':memory:'), new SettableClock()];
  iot = await openIotCore({
    store,
    clock,
    dataDirectory: directory,
    accountId,
    region,
    serverHosts: [],
    hooks: { invoke: () => Promise.reject(new Error('nothing here asks a hook')) },
    readStatement: () => ({ from: undefined }),
    checkAction: () => undefined,
    roleTrust: () => true,
  });
  broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    tls: iot.serverIdentity,
    store,
    clock,
    log: silent,
    ports: {
      authenticate: () => ({ certificateId: '0'.repeat(64) }),
      authorize: () => true,
      exclusiveThingOf: () => undefined,
      provisioning: iot.provisioning,
      onCertificateDeactivated: () => () => undefined,
    },
  });
  broker.onMessage((message) => messages.push(message));
  const signingKey = (id: string) => (id === credentials.accessKeyId ? credentials : undefined);
  const onFault = (): undefined => undefined;
  const services = [createIotDataService(broker).service];
  server = createServer(createAwsListener({ services, region, accountId, clock, signingKey, onFault }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  client = new IoTDataPlane({ endpoint: `http://127.0.0.1:${port}`, region, credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  server.close();
  await broker.close();
  iot.close();
  clock.close();
  store.close();
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  messages.length = 0;
});

describe('the data plane API', () => {
  it('publishes, bytes and all', async () => {
    const payload = Buffer.from([0, 255, 10, 13]);
    await client.publish({ topic: 'cmd/a b/ü', payload, qos: 1 });
    expect(messages).toEqual([{ topic: 'cmd/a b/ü', payload }]);
  });

  it.each([
    ['a wildcard', { topic: 'a/#', payload: Buffer.from('x') }],
    ['a topic reserved for AWS', { topic: '$aws/events/presence/connected/a', payload: Buffer.from('x') }],
    ['a topic of Basic Ingest', { topic: '$aws/rules/mine/x', payload: Buffer.from('{}') }],
    ['a topic that begins with "$"', { topic: '$mine/x', payload: Buffer.from('x') }],
    ['QoS 2', { topic: 'a', payload: Buffer.from('x'), qos: 2 }],
    ['a payload over 128 KB', { topic: 'a', payload: Buffer.alloc(128 * 1024 + 1) }],
  ])('refuses %s', async (_what, message) => {
    await expect(client.publish(message)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect(messages).toEqual([]);
  });

  it('keeps, shows, lists page by page, and deletes retained messages', async () => {
    for (const topic of ['r/1', 'r/2', 'r/3']) {
      await client.publish({ topic, payload: Buffer.from(topic), qos: 1, retain: true });
    }
    const shown = await client.getRetainedMessage({ topic: 'r/2' });
    expect(Buffer.from(shown.payload ?? []).toString()).toBe('r/2');
    expect(shown).toMatchObject({ topic: 'r/2', qos: 1, lastModifiedTime: expect.any(Number) as number });

    const first = await client.listRetainedMessages({ maxResults: 2 });
    const second = await client.listRetainedMessages({ maxResults: 1, nextToken: first.nextToken });
    const topics = [first, second].flatMap(({ retainedTopics = [] }) =>
      retainedTopics.map(({ topic }) => topic),
    );
    expect(topics).toEqual(['r/1', 'r/2', 'r/3']);
    expect(first.retainedTopics?.[0]).toMatchObject({ payloadSize: 3, qos: 1 });
    expect(second.nextToken).toBeUndefined();

    await client.publish({ topic: 'r/2', payload: Buffer.alloc(0), retain: true });
    await expect(client.getRetainedMessage({ topic: 'r/2' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuses a page token that it did not hand out', async () => {
    await expect(client.listRetainedMessages({ nextToken: '%%%' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('ends the connection of a client that is there', async () => {
    const { ca, cert, key } = iot.serverIdentity;
    const device = connect({
      protocol: 'mqtts',
      host: 'localhost',
      port: broker.port,
      ca,
      cert,
      key,
      clientId: 'my device',
      reconnectPeriod: 0,
    });
    await new Promise((resolve) => device.once('connect', resolve));
    const gone = new Promise((resolve) => device.once('close', () => resolve(undefined)));
    await client.deleteConnection({ clientId: 'my device' });
    await gone;
    await expect(client.deleteConnection({ clientId: 'my device' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each(['$mine'])('refuses to end the connection of a client id that cannot be: %s', async (clientId) => {
    await expect(client.deleteConnection({ clientId })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('says of shadows that they are not implemented', async () => {
    await expect(client.getThingShadow({ thingName: 'a' })).rejects.toMatchObject({
      name: 'NotImplementedException',
    });
  });
});
