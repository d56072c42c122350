import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localEnvironment, type LocalEndpoints } from './index';

const endpointsAt = (aws: string): LocalEndpoints => ({
  aws,
  mqtt: { host: 'localhost', port: 8883 },
  rootCa: '/ca.pem',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  accountId: '123456789012',
  region: 'eu-north-1',
  pid: 1,
});

describe('the environment of a program that works on local-cloud', () => {
  const environment = (inherited: NodeJS.ProcessEnv = {}) =>
    localEnvironment(endpointsAt('http://127.0.0.1:4566'), inherited);

  it('has nothing of the user’s settings for AWS', () => {
    const settings = {
      AWS_PROFILE: 'mine',
      AWS_SESSION_TOKEN: 'mine',
      AWS_ENDPOINT_URL_IOT: 'https://iot.example.com',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    };
    expect(environment(settings)).toEqual(environment());
  });

  it('keeps everything else, and the silence about versions of Node.js', () => {
    const inherited = { PATH: '/bin', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    expect(environment(inherited)).toMatchObject(inherited);
  });

  it.each([
    ['no exception', {}, '127.0.0.1,localhost'],
    ['exceptions', { NO_PROXY: 'intranet' }, 'intranet,127.0.0.1,localhost'],
    ['exceptions in small letters', { no_proxy: 'intranet' }, 'intranet,127.0.0.1,localhost'],
    ['an empty list of exceptions', { NO_PROXY: '' }, '127.0.0.1,localhost'],
    ['a proxy for nothing', { NO_PROXY: '*' }, '*'],
  ])('goes around the user’s proxy where that has %s', (_what, inherited, exceptions) => {
    expect(environment(inherited)).toMatchObject({ NO_PROXY: exceptions, no_proxy: exceptions });
  });

  it('goes around the proxy to another address that local-cloud has', () => {
    const elsewhere = localEnvironment(endpointsAt('http://192.0.2.1:4566'), {});
    expect(elsewhere['NO_PROXY']).toBe('127.0.0.1,localhost,192.0.2.1');
  });

  describe('with the SDK', () => {
    let home: string;
    let server: Server;
    let asked: IncomingMessage[];
    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'local-environment-'));
      asked = [];
      server = createServer((request, response) => {
        asked.push(request);
        response.setHeader('content-type', 'application/json').end('{"things":[]}');
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    });
    afterEach(async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(home, { recursive: true });
    });

    const url = () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        throw new Error('no port');
      }
      return `http://127.0.0.1:${address.port}`;
    };
    const listThings = async (shell: NodeJS.ProcessEnv) => {
      const program = "new (require('@aws-sdk/client-iot').IoT)({ maxAttempts: 1 }).listThings()";
      const { AWS_PROFILE: _profile, ...own } = process.env;
      const sdk = spawn(process.execPath, ['-e', program], {
        cwd: __dirname,
        env: localEnvironment(endpointsAt(url()), { ...own, HOME: home, ...shell }),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let complaint = '';
      sdk.stderr.on('data', (text) => (complaint += String(text)));
      await once(sdk, 'close');
      return complaint;
    };

    it.each<[string, NodeJS.ProcessEnv]>([
      ['a profile', { AWS_PROFILE: 'work' }],
      ['an endpoint of the service', { AWS_ENDPOINT_URL_IOT: 'http://127.0.0.1:1' }],
      ['endpoints ignored', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
      ['FIPS endpoints', { AWS_USE_FIPS_ENDPOINT: 'true' }],
      ['dual-stack endpoints', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
      ['files of its own', { AWS_CONFIG_FILE: 'config', AWS_SHARED_CREDENTIALS_FILE: 'config' }],
    ])('asks local-cloud, although the user’s shell has %s', async (_what, shell) => {
      const settings = ['region = us-west-2', 'aws_access_key_id = MINE', 'aws_secret_access_key = mine'];
      const profiles = ['[default]', 'use_fips_endpoint = true', ...settings, '[work]', ...settings];
      await mkdir(join(home, '.aws'));
      await writeFile(join(home, '.aws', 'config'), `${profiles.join('\n')}\n`);
      await writeFile(join(home, '.aws', 'credentials'), `${profiles.join('\n')}\n`);
      expect(await listThings(shell)).toBe('');
      expect(asked.map(({ headers }) => headers.authorization)).toEqual([
        expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d+\/eu-north-1\//),
      ]);
    });
  });
});
