import { IoT } from '@aws-sdk/client-iot';
import { sdkSettings } from './fleet-bucket';

describe('a client of local-cloud', () => {
  const shell = process.env;
  afterEach(() => {
    process.env = shell;
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
    'tries local-cloud’s endpoint, although the user’s shell has %s',
    async (setting) => {
      process.env = { ...shell, [setting]: 'true' };
      const iot = new IoT({
        ...sdkSettings({
          aws: 'http://127.0.0.1:1',
          mqtt: { host: 'localhost', port: 8883 },
          rootCa: '/ca.pem',
          credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
          accountId: '123456789012',
          region: 'us-east-1',
          pid: 1,
        }),
        maxAttempts: 1,
      });
      await expect(iot.listThings()).rejects.toThrow('connect ECONNREFUSED 127.0.0.1:1');
      iot.destroy();
    },
  );
});
