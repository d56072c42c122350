import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { readEndpoints, timeState } from '@fleet/running-cloud';
import { startCloud } from '@fleet/emulator-cloud';
import type { Cloud } from '@fleet/emulator-cloud';
import { failureOf } from '@fleet/served-services';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { parseOptions } from '../options';
import { timeCommand } from './time-command';

const dayMillis = 86_400_000;
const near = 60_000;

describe('the time of a running cloud', () => {
  let dataDirectory: string;
  let cloud: Cloud;
  let administrationToken: string;
  const start = async () => {
    const options = parseOptions({ port: '0', mqttPort: '0', dataDir: dataDirectory }, {}, '/');
    cloud = await startCloud(options);
    ({ administrationToken } = await readEndpoints(dataDirectory));
  };
  beforeAll(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    await start();
  });
  afterEach(() => timeCommand('reset', { dataDirectory, json: false }));
  afterAll(async () => {
    await cloud.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  const time = (change?: string) => timeCommand(change, { dataDirectory, json: false });
  const state = async (change?: string) => {
    const shown = timeState.parse(JSON.parse(await timeCommand(change, { dataDirectory, json: true })));
    return { instant: Date.parse(shown.time), offsetMillis: shown.offsetMillis };
  };

  it('is shown, moved and set back', async () => {
    expect(await time()).toMatch(/^The cloud's time is .*Z, the same as the time of this machine\.$/);
    expect(await time('+361d')).toMatch(/, 361 days ahead of this machine\.$/);
    expect(await time('-1d')).toMatch(/, 360 days ahead of this machine\.$/);
    const { instant, offsetMillis } = await state();
    expect(offsetMillis).toBe(360 * dayMillis);
    expect(Math.abs(instant - cloud.clock.nowMillis())).toBeLessThan(near);
    expect((await state('reset')).offsetMillis).toBe(0);
  });

  it('is set to a time', async () => {
    const to = Date.parse('2027-11-24T10:00:00Z');
    expect(Math.abs((await state('2027-11-24T10:00:00Z')).instant - to)).toBeLessThan(near);
    expect(Math.abs(cloud.clock.nowMillis() - to)).toBeLessThan(near);
  });

  it('stays moved over a restart', async () => {
    await time('+361d');
    await cloud.close();
    await start();
    expect(cloud.clock.offsetMillis).toBe(361 * dayMillis);
    expect(await time()).toContain('361 days ahead');
  });

  it('is not moved beyond the years that certificates have', async () => {
    await expect(time('2050-01-01')).rejects.toThrow('from the year 2000 to 2049');
    await expect(time('-99999w')).rejects.toThrow('from the year 2000 to 2049');
    expect(cloud.clock.offsetMillis).toBe(0);
  });

  it('ends sessions of roles, also those of before, and takes back their end when it is moved back', async () => {
    const { endpoint, region, credentials } = cloud;
    const sts = new STS({ endpoint, region, credentials: { ...credentials } });
    const iam = new IAM({ endpoint, region, credentials: { ...credentials } });
    const Principal = { AWS: '123456789012' };
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Role } = await iam.createRole({ RoleName: 'test', AssumeRolePolicyDocument });
    const open = async () =>
      (await sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'test' })).Credentials;
    const made = await open();
    const session = new STS({
      endpoint,
      region,
      maxAttempts: 1,
      credentials: {
        accessKeyId: made?.AccessKeyId ?? '',
        secretAccessKey: made?.SecretAccessKey ?? '',
        sessionToken: made?.SessionToken ?? '',
      },
    });
    await session.getCallerIdentity({});
    await time('+2h');
    expect(await failureOf(session.getCallerIdentity({}))).toBe('ExpiredTokenException');
    // Another session is opened meanwhile, at which what has expired is cleared away.
    await open();
    await time('reset');
    expect(await failureOf(session.getCallerIdentity({}))).toBe('no failure');
    for (const client of [iam, sts, session]) {
      client.destroy();
    }
  });

  it('says so when no cloud runs', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    const asked = timeCommand(undefined, { dataDirectory: empty, json: false });
    await expect(asked).rejects.toThrow(`No local-cloud is running on ${empty}; run: npm run local-cloud`);
    rmSync(empty, { recursive: true });
  });

  describe('cannot be moved', () => {
    const send = (more: { method?: string; headers?: IncomingHttpHeaders; body?: string }) =>
      new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
        const authorization = `Bearer ${administrationToken}`;
        const { method = 'PUT', headers = {}, body = '{"change":"by","millis":1000}' } = more;
        const asked = request(
          new URL('/_local-cloud/time', cloud.endpoint),
          { method, headers: { authorization, ...headers } },
          (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
            answer.on('end', () => resolve({ status: answer.statusCode, body: text }));
          },
        );
        asked.on('error', reject);
        asked.end(body);
      });

    it.each([
      ['without the token', { headers: { authorization: '' } }, 401],
      ['with another token', { headers: { authorization: 'Bearer secret' } }, 401],
      ['by a web page that knows the token', { headers: { origin: 'http://127.0.0.1:4566' } }, 403],
      ['by a page that hides where it is from', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
      [
        'by the question of a browser whether it may',
        { method: 'OPTIONS', headers: { origin: 'null' }, body: '' },
        403,
      ],
      ['by another method', { method: 'POST' }, 405],
      ['with a body that is no JSON', { body: '+361d' }, 400],
      ['with a change that there is none of', { body: '{"change":"by","days":1}' }, 400],
      ['with a number that is none', { body: '{"change":"by","millis":1e400}' }, 400],
      ['with a body too long', { body: `{"change":"reset"${' '.repeat(2_000)}}` }, 400],
    ])('%s', async (_how, attempt, status) => {
      const answer = await send(attempt);
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toEqual({ message: expect.any(String) });
      expect(answer.body).not.toContain(administrationToken);
      expect(cloud.clock.offsetMillis).toBe(0);
    });

    it('with the keys of the cloud, which its functions have as well', async () => {
      const { region, credentials, endpoint: aws } = cloud;
      const signer = new SignatureV4({ region, credentials, service: 'sts', sha256: Sha256 });
      const { host, hostname, port } = new URL(aws);
      const body = '{"change":"by","millis":1000}';
      const signed = await signer.sign(
        new HttpRequest({
          method: 'PUT',
          hostname,
          port: Number(port),
          path: '/_local-cloud/time',
          headers: { host },
          body,
        }),
      );
      expect(signed.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 /);
      expect(await send({ headers: signed.headers, body })).toMatchObject({ status: 401 });
      expect(cloud.clock.offsetMillis).toBe(0);
    });
  });
});
