import { TestCloud } from '../testing/test-cloud';
import { credentialsOfPair } from '../testing/test-credentials';
import { TestProxy } from '../testing/test-proxy';
import type { Connection } from './connection';
import { UnreachableError } from './connection-errors';
import { openMqttConnection } from './open-mqtt-connection';

const never = new AbortController().signal;

describe('a connection through an HTTP proxy', () => {
  let cloud: TestCloud;
  let proxy: TestProxy;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    proxy = await TestProxy.start();
  });

  afterEach(async () => {
    await proxy.close();
    await cloud.close();
  });

  const open = (
    credentials?: string,
    { port = proxy.port, millis = 5_000, signal = never } = {},
  ): Promise<Connection> =>
    openMqttConnection(
      {
        endpoint: { host: 'localhost', port: cloud.port },
        clientId: 'claim:0011223344556677',
        rootCa: cloud.rootCa,
        credentials: credentialsOfPair(cloud.claim),
      },
      {
        keepAliveSeconds: 60,
        connectTimeoutMillis: millis,
        acknowledgementMillis: 5_000,
        proxy: { host: '127.0.0.1', port, credentials },
      },
      signal,
    );

  it('is one with the endpoint, whose certificate is checked, and the proxy sees none of it', async () => {
    const connection = await open();
    await connection.publish('dt/device-1/data', Buffer.from('x'), { qos: 1 });
    await connection.close();
    expect(cloud.received('dt/device-1/data')).toEqual(['x']);
    expect(proxy.asked).toEqual([`localhost:${cloud.port}`]);
  });

  it('shows the proxy its credentials', async () => {
    proxy.credentials = 'me:secret';
    const connection = await open('me:secret');
    await connection.close();
    await expect(open()).rejects.toThrow(/does not accept the credentials in HTTPS_PROXY, or there are none/);
    await expect(open('me:wrong-secret')).rejects.not.toThrow(/secret/);
  });

  it('is not taken for a refusal by the cloud when there is no proxy', async () => {
    const { port } = proxy;
    await proxy.close();
    await expect(open(undefined, { port })).rejects.toThrow(UnreachableError);
    await expect(open(undefined, { port })).rejects.toThrow(/the proxy 127\.0\.0\.1:\d+ cannot be reached/);
    proxy = await TestProxy.start();
  });

  it.each([
    ['refuses the endpoint', 'HTTP/1.1 403 Forbidden\r\n\r\n', /does not connect to the endpoint \(403\)/],
    ['says nothing', '', /closed the connection without an answer/],
    ['is something else', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', /does not answer as a proxy does/],
    [
      'never ends its headers',
      `HTTP/1.1 200 OK\r\n${'x'.repeat(100_000)}`,
      /does not answer as a proxy does/,
    ],
    ['speaks before the endpoint', 'HTTP/1.1 200 OK\r\n\r\nhello', /does not answer as a proxy does/],
  ])('is unreachable where the proxy %s', async (_what, answer, words) => {
    await proxy.close();
    proxy = await TestProxy.answering(answer);
    const failed = open();
    await expect(failed).rejects.toThrow(UnreachableError);
    await expect(failed).rejects.toThrow(words);
  });

  it('is given up where the proxy never answers, and when it is not wanted any more', async () => {
    await proxy.close();
    proxy = await TestProxy.answering(undefined);
    await expect(open(undefined, { millis: 50 })).rejects.toThrow(/does not answer/);
    const wanted = new AbortController();
    const connecting = open(undefined, { signal: wanted.signal });
    wanted.abort(new Error('not wanted'));
    await expect(connecting).rejects.toThrow('not wanted');
  });
});
