import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { dirname } from 'node:path';
import { IoT } from '@aws-sdk/client-iot';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { failureOf } from '@fleet/served-services';
import type { Cloud } from './cloud-interface';
import type { CloudLogEntry } from './cloud-log';
import { startCloud } from './start-cloud';
import { clientSettings } from './testing/client-settings';

/** Whether nobody listens at the port. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}

/** The data directory, which an ephemeral cloud does not tell. */
const folderOf = (cloud: Cloud): string => dirname(dirname(cloud.rootCaFile));

describe('an ephemeral cloud', () => {
  it('needs no options, and serves clients that have their settings from the environment', async () => {
    await using cloud = await startCloud({ ephemeral: true });
    const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, ...variables } = cloud.environment;
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(region).toBe('us-east-1');
    const sts = new STS({
      endpoint: String(endpoint),
      region: String(region),
      credentials: {
        accessKeyId: String(variables['AWS_ACCESS_KEY_ID']),
        secretAccessKey: String(variables['AWS_SECRET_ACCESS_KEY']),
      },
    });
    expect(await sts.getCallerIdentity({})).toMatchObject({ Account: cloud.accountId });
    expect(cloud.rootCa).toContain('BEGIN CERTIFICATE');
    sts.destroy();
  });

  it('leaves nothing behind: no port, no folder', async () => {
    const cloud = await startCloud({ ephemeral: true });
    const s3 = new S3(clientSettings(cloud));
    await s3.createBucket({ Bucket: 'bucket' });
    await s3.putObject({ Bucket: 'bucket', Key: 'k', Body: 'text' });
    s3.destroy();
    expect(readdirSync(folderOf(cloud))).not.toContain('cloud.db');
    await Promise.all([cloud.close(), cloud.close()]);
    await cloud.close();
    expect(existsSync(folderOf(cloud))).toBe(false);
    expect(await isFree(Number(new URL(cloud.endpoint).port))).toBe(true);
    expect(await isFree(cloud.mqttPort)).toBe(true);
  });

  it('ends with the block that it was started in, also when that fails', async () => {
    let folder = '';
    const test = async () => {
      await using cloud = await startCloud({ ephemeral: true });
      folder = folderOf(cloud);
      throw new Error('a test failed');
    };
    await expect(test()).rejects.toThrow('a test failed');
    expect(existsSync(folder)).toBe(false);
  });

  it('is one of several in a process, each for itself', async () => {
    await using one = await startCloud({ ephemeral: true });
    await using other = await startCloud({
      ephemeral: true,
      region: 'eu-central-1',
      accountId: '210987654321',
    });
    const things = new IoT(clientSettings(one));
    const otherThings = new IoT(clientSettings(other));
    await things.createThing({ thingName: 't' });
    expect((await otherThings.listThings({})).things).toEqual([]);
    const { thingArn } = await otherThings.createThing({ thingName: 't' });
    expect(thingArn).toBe('arn:aws:iot:eu-central-1:210987654321:thing/t');
    await one.close();
    expect((await otherThings.listThings({})).things).toHaveLength(1);
    things.destroy();
    otherThings.destroy();
  });

  it('has a clock that its owner moves', async () => {
    await using cloud = await startCloud({ ephemeral: true });
    const year = 365 * 86_400_000;
    cloud.clock.advance(year);
    expect(cloud.clock.offsetMillis).toBe(year);
    cloud.clock.set('2040-01-01T00:00:00Z');
    expect(cloud.clock.now().getUTCFullYear()).toBe(2040);
    expect(() => cloud.clock.set('2050-01-01T00:00:00Z')).toThrow('from the year 2000 to 2049');
    cloud.clock.reset();
    expect(cloud.clock.offsetMillis).toBe(0);
  });

  it('has faults that its owner sets, until it is reset', async () => {
    await using cloud = await startCloud({ ephemeral: true });
    const s3 = new S3({ ...clientSettings(cloud), maxAttempts: 1 });
    const id = cloud.faults.add({ point: 'api:s3:ListBuckets', times: 2, effect: { kind: 'throttle' } });
    await expect(s3.listBuckets()).rejects.toMatchObject({ name: 'SlowDown' });
    expect(cloud.faults.fired(id)).toBe(1);
    await cloud.reset();
    await expect(s3.listBuckets()).resolves.toMatchObject({});
    expect(() => cloud.faults.fired(id)).toThrow(`There is no fault "${id}"`);
    const cannot = { point: 'api:s3:ListBuckets', effect: { kind: 'explode' } };
    expect(() => cloud.faults.add(cannot)).toThrow('This is no fault');
    s3.destroy();
  });

  it('says what happens to who listens, and is silent otherwise', async () => {
    const entries: CloudLogEntry[] = [];
    await using cloud = await startCloud({
      ephemeral: true,
      lenient: true,
      log: (entry) => entries.push(entry),
    });
    const s3 = new S3(clientSettings(cloud));
    await s3.createBucket({ Bucket: 'bucket', ObjectLockEnabledForBucket: true });
    s3.destroy();
    expect(entries).toContainEqual({
      level: 'warn',
      message: 'CreateBucket: local-cloud ignores the parameter "ObjectLockEnabledForBucket"',
      fields: { service: 's3', operation: 'CreateBucket', member: 'ObjectLockEnabledForBucket' },
    });
  });

  it('has the credentials that it is given, and no others', async () => {
    const credentials = { accessKeyId: 'mine', secretAccessKey: 'secret' };
    await using cloud = await startCloud({ ephemeral: true, credentials });
    const settings = clientSettings(cloud);
    expect(settings.credentials).toEqual(credentials);
    const known = new STS(settings);
    expect(await failureOf(known.getCallerIdentity({}))).toBe('no failure');
    const unknown = new STS({ ...settings, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    expect(await failureOf(unknown.getCallerIdentity({}))).toBe('InvalidClientTokenId');
    known.destroy();
    unknown.destroy();
  });

  it('takes any credentials if told so, but no wrong secret of a key that it knows', async () => {
    await using cloud = await startCloud({ ephemeral: true, anyCredentials: true });
    const settings = clientSettings(cloud);
    const withKey = async (accessKeyId: string) => {
      const sts = new STS({ ...settings, credentials: { accessKeyId, secretAccessKey: 'test' } });
      const failure = await failureOf(sts.getCallerIdentity({}));
      sts.destroy();
      return failure;
    };
    expect(await withKey('test')).toBe('no failure');
    expect(await withKey(cloud.credentials.accessKeyId)).toBe('SignatureDoesNotMatch');
  });

  it.each(['origin', 'sec-fetch-site'])('takes them from no web page, as %s tells one', async (header) => {
    await using cloud = await startCloud({ ephemeral: true, anyCredentials: true });
    const scope = '20261129/us-east-1/sts/aws4_request';
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `test/${scope}`,
      'X-Amz-Date': '20261129T000000Z',
      'X-Amz-Expires': '604800',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'guessed',
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
    });
    cloud.clock.set('2026-11-29T00:00:00Z');
    const ask = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${cloud.endpoint}/?${query.toString()}`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end();
      });
    expect(await ask({})).toBe(200);
    expect(await ask({ [header]: 'https://example.test' })).toBe(403);
  });
});
