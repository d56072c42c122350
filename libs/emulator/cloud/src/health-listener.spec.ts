import { S3 } from '@aws-sdk/client-s3';
import { startCloud } from './start-cloud';
import type { Cloud } from './cloud-interface';
import { clientSettings } from './testing/client-settings';

describe('GET /health', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud({ ephemeral: true });
  });
  afterAll(() => cloud.close());

  it('says without credentials what is up', async () => {
    const response = await fetch(`${cloud.endpoint}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      region: 'us-east-1',
      mqtt: { host: 'localhost', port: cloud.mqttPort },
      services: expect.arrayContaining([
        'cloudformation',
        'iot',
        'iotdata',
        'lambda',
        's3',
        'sts',
      ]) as string[],
    });
    expect((await fetch(`${cloud.endpoint}/health`, { method: 'HEAD' })).status).toBe(200);
  });

  it('takes no path, and no request, from a bucket of that name', async () => {
    const s3 = new S3({ ...clientSettings(cloud), forcePathStyle: true });
    await s3.createBucket({ Bucket: 'health' });
    await s3.putObject({ Bucket: 'health', Key: 'k', Body: 'text' });
    expect((await s3.listObjectsV2({ Bucket: 'health' })).KeyCount).toBe(1);
    s3.destroy();
    expect((await fetch(`${cloud.endpoint}/health/k`)).status).toBe(403);
    expect((await fetch(`${cloud.endpoint}/health`, { method: 'PUT' })).status).toBe(403);
  });
});
