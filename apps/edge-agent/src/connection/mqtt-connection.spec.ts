import { once } from 'node:events';
import { createServer } from 'node:net';
import { until } from '@fleet/eventually';
import { TestCloud } from '../testing/test-cloud';
import { credentialsOfPair } from '../testing/test-credentials';
import { TestNetwork } from '../testing/test-network';
import { TestProxy } from '../testing/test-proxy';
import type { Connection } from './connection';
import { OwnKeyError, UnansweredError } from './connection-errors';
import { openMqttConnection, type MqttSettings } from './open-mqtt-connection';

const never = new AbortController().signal;
const settings = { keepAliveSeconds: 60, connectTimeoutMillis: 5_000, acknowledgementMillis: 5_000 };

describe('an MQTT connection', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await TestCloud.start();
  });

  afterEach(() => cloud.close());

  const open = (
    changes: Partial<MqttSettings> = {},
    signal = never,
    port = cloud.port,
  ): Promise<Connection> =>
    openMqttConnection(
      {
        endpoint: { host: 'localhost', port },
        clientId: 'claim:0011223344556677',
        rootCa: cloud.rootCa,
        credentials: credentialsOfPair(cloud.claim),
      },
      { ...settings, ...changes },
      signal,
    );

  it('fails what is on its way when it is cut, and tells why', async () => {
    const connection = await open();
    cloud.loseNextPublish = true;
    await expect(connection.publish('dt/device-1/data', Buffer.from('x'), { qos: 1 })).rejects.toThrow(
      /connection of claim:0011223344556677 ended/,
    );
    expect(connection.closed).toBeDefined();
  });

  it('is drained once every message is acknowledged', async () => {
    const connection = await open();
    const sent = ['one', 'two', 'three'].map((text) =>
      connection.publish('dt/device-1/data', Buffer.from(text), { qos: 1 }),
    );
    await connection.drain();
    expect(cloud.received('dt/device-1/data')).toEqual(['one', 'two', 'three']);
    await Promise.all(sent);
    await connection.close();
  });

  it('ends when it is closed, although a message is never acknowledged', async () => {
    const connection = await open();
    cloud.unacknowledgedPublishes = 1;
    const swallowed = connection.publish('dt/device-1/data', Buffer.from('x'), { qos: 1 }).catch(String);
    await connection.close();
    expect(await swallowed).toMatch(/the agent closed it/);
  });

  it('is left without waiting for the server, which sees that it is gone', async () => {
    const network = await TestNetwork.before(cloud.port);
    const connection = await open({}, never, network.port);
    network.answers = false;
    await connection.leave();
    expect(connection.closed).toBeUndefined();
    await until(() => cloud.openConnections === 0);
    await network.close();
    await connection.close();
  });

  it('fails a message and a subscription that are not acknowledged in time, and goes on', async () => {
    const connection = await open({ acknowledgementMillis: 50 });
    cloud.unacknowledgedPublishes = 1;
    await expect(connection.publish('dt/device-1/data', Buffer.from('x'), { qos: 1 })).rejects.toThrow(
      'The server has not acknowledged a message on dt/device-1/data for 0.05 s.',
    );
    cloud.suback = () => new Promise(() => undefined);
    await expect(connection.subscribe(['cmd/device-1/alerts'])).rejects.toThrow(
      'The server has not acknowledged the subscription to cmd/device-1/alerts for 0.05 s.',
    );
    expect(connection.closed).toBeUndefined();
    await connection.close();
  });

  it('gives up at once when it is no longer wanted', async () => {
    await expect(open({}, AbortSignal.abort(new Error('not wanted')))).rejects.toThrow('not wanted');
  });

  it('does not take silence for a refusal', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const request = {
      clientId: 'device-1',
      rootCa: cloud.rootCa,
      credentials: credentialsOfPair(cloud.claim),
    };
    const silence = openMqttConnection(
      { ...request, endpoint: { host: '127.0.0.1', port } },
      { ...settings, connectTimeoutMillis: 50 },
      never,
    );
    await expect(silence).rejects.toThrow(UnansweredError);
    silent.close();
  });

  it('opens nothing for a key that does not work, at a proxy neither, and says that it is the key', async () => {
    const proxy = await TestProxy.start();
    const credentials = credentialsOfPair(cloud.claim);
    const privateKey = {
      ...credentials.privateKey,
      secureContext: () => {
        throw new Error('the module does not answer');
      },
    };
    const request = {
      endpoint: { host: 'localhost', port: cloud.port },
      clientId: 'device-1',
      rootCa: cloud.rootCa,
      credentials: { ...credentials, privateKey },
    };
    const opened = openMqttConnection(
      request,
      { ...settings, proxy: { host: '127.0.0.1', port: proxy.port, credentials: undefined } },
      never,
    );
    await expect(opened).rejects.toThrow(OwnKeyError);
    await expect(opened).rejects.toThrow(
      'The key of device-1 cannot authenticate its connection: the module does not answer.',
    );
    expect(proxy.asked).toEqual([]);
    await proxy.close();
  });
});
