import { STS } from '@aws-sdk/client-sts';
import { failureOf } from '@fleet/served-services';
import setUp from './global-setup';
import tearDown from './global-teardown';

describe('the set-up of a test run', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('lets clients without settings find a cloud, until the run is over', async () => {
    process.env['AWS_PROFILE'] = 'production';
    process.env['AWS_SESSION_TOKEN'] = 'of another account';
    await setUp();
    const sts = new STS({ maxAttempts: 1 });
    expect(await sts.getCallerIdentity({})).toMatchObject({ Account: '123456789012' });
    await tearDown();
    expect(await failureOf(sts.getCallerIdentity({}))).not.toBe('no failure');
    sts.destroy();
  });

  it('has nothing to end where it did not come about', async () => {
    await expect(tearDown()).resolves.toBeUndefined();
  });
});
