import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLocalCloud, LocalCloudNotRunningError, localCloudDirectory } from './index';

describe('finding a local-cloud', () => {
  let directory: string;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-endpoints-'));
    // A cloud that is too busy to answer.
    server = createServer(() => undefined);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port');
    }
    url = `http://127.0.0.1:${address.port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(directory, { recursive: true });
  });

  const endpoints = (aws: string) => ({
    aws,
    mqtt: { host: 'localhost', port: 8883 },
    rootCa: '/ca.pem',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    accountId: '123456789012',
    region: 'us-east-1',
    pid: 1,
  });
  const write = (content: string) => writeFile(join(directory, 'endpoints.json'), content);

  it('takes a process that listens for one that runs, though it does not answer', async () => {
    await write(JSON.stringify(endpoints(url)));
    await expect(findLocalCloud(directory)).resolves.toMatchObject({ aws: url, accountId: '123456789012' });
  });

  it.each([
    ['the file is not JSON', '{'],
    ['the file lacks what is needed', '{}'],
    ['nobody listens there any more', JSON.stringify(endpoints('http://127.0.0.1:1'))],
  ])('says how to start one when %s', async (_when, content) => {
    await write(content);
    const failure = findLocalCloud(directory);
    await expect(failure).rejects.toBeInstanceOf(LocalCloudNotRunningError);
    await expect(failure).rejects.toThrow('run: npm run local-cloud');
  });

  it('says how to start one when there is no file', async () => {
    await expect(findLocalCloud(join(directory, 'nowhere'))).rejects.toBeInstanceOf(
      LocalCloudNotRunningError,
    );
  });

  it('looks in .local/cloud of the workspace unless the environment names another folder', () => {
    expect(localCloudDirectory({}, '/workspace')).toBe('/workspace/.local/cloud');
    expect(localCloudDirectory({ LOCAL_CLOUD_DATA_DIR: '' }, '/workspace')).toBe('/workspace/.local/cloud');
    expect(localCloudDirectory({ LOCAL_CLOUD_DATA_DIR: '/data' }, '/workspace')).toBe('/data');
    const below = { npm_lifecycle_event: 'demo', INIT_CWD: '/workspace/below', LOCAL_CLOUD_DATA_DIR: 'data' };
    expect(localCloudDirectory(below, '/workspace')).toBe('/workspace/below/data');
  });
});
