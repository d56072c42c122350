import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterTarget } from './target';

describe('the account of a command', () => {
  const before = process.env;

  beforeEach(() => {
    process.env = {
      HOME: '/home/operator',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_REGION: 'us-east-1',
    };
  });

  afterEach(() => {
    process.env = before;
  });

  it('is the one that every AWS tool finds, without a word of the command line', async () => {
    const environment = { ...process.env };
    const target = await enterTarget({});
    expect(target.environment).toEqual(environment);
    expect(process.env).toEqual(environment);
  });

  it('is the one of a named profile for this program and for those that it starts, whatever keys there are', async () => {
    const target = await enterTarget({ profile: 'factory' });
    const environment = { HOME: '/home/operator', AWS_PROFILE: 'factory', AWS_REGION: 'us-east-1' };
    expect(target.environment).toEqual(environment);
    expect(process.env).toEqual(environment);
  });

  it('is in a named region', async () => {
    const { environment } = await enterTarget({ region: 'eu-central-1' });
    expect(environment).toMatchObject({
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
    });
    expect(process.env['AWS_REGION']).toBe('eu-central-1');
  });
});

describe('the account of a command for local-cloud', () => {
  const shell = { ...process.env };
  let folder: string;
  let server: Server;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'target-'));
    server = createServer((_request, response) => response.writeHead(403).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const endpoints = {
      aws: `http://127.0.0.1:${port}`,
      mqtt: { host: 'localhost', port: 8883 },
      rootCa: join(folder, 'ca.pem'),
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      accountId: '123456789012',
      region: 'us-east-1',
      pid: 1,
    };
    await writeFile(join(folder, 'ca.pem'), 'the root CA');
    await writeFile(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
    process.env = { ...shell, LOCAL_CLOUD_DATA_DIR: folder, AWS_PROFILE: 'mine' };
  });
  afterEach(async () => {
    process.env = shell;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });

  it('is one in which the shell’s settings for AWS mean nothing to this process any more', async () => {
    const target = await enterTarget({ local: true });
    expect(target.rootCa).toBe('the root CA');
    expect(process.env['AWS_ACCESS_KEY_ID']).toBe('AKIDEXAMPLE');
    expect(process.env).not.toHaveProperty('AWS_PROFILE');
    expect(process.env).toEqual(target.environment);
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_IOT'])(
    'is not reached at %s when that is no URL',
    async (name) => {
      process.env[name] = 'localhost';
      await expect(enterTarget({})).rejects.toThrow(
        `${name} is not a URL: "localhost". Correct it, or unset it.`,
      );
    },
  );
});
