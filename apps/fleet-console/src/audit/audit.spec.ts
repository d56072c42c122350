import { STSClient } from '@aws-sdk/client-sts';
import { whoAsks } from '../cloud/console-cloud';
import { whoActs } from './who-acts';

describe('who acts', () => {
  const caller = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/operator' };
  const never = () => new Promise(() => undefined);

  it('is asked for before the first act', () => {
    const ask = jest.fn(() => Promise.resolve(caller));
    whoActs(ask, never);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('is who it was while AWS does not say, or not soon', async () => {
    let answer: () => Promise<typeof caller> = () => Promise.reject(new Error('gone'));
    let goOn: () => void = () => undefined;
    const who = whoActs(
      () => answer(),
      () => new Promise<void>((resolve) => (goOn = resolve)),
    );
    expect(await who()).toBe('unknown');
    answer = () => Promise.resolve(caller);
    expect(await who()).toBe(caller.arn);
    answer = () => Promise.reject(new Error('gone'));
    expect(await who()).toBe(caller.arn);
    answer = () => new Promise(() => undefined);
    const slow = who();
    goOn();
    expect(await slow).toBe(caller.arn);
  });

  it('is asked once of each access key', async () => {
    let key = 'AKIA1';
    let asked = 0;
    const sts = new STSClient({
      region: 'us-east-1',
      credentials: () => Promise.resolve({ accessKeyId: key, secretAccessKey: 's', expiration: new Date(0) }),
    });
    sts.middlewareStack.add(
      () => () => {
        asked += 1;
        return Promise.resolve({
          response: {},
          output: { $metadata: {}, Account: '1', Arn: `arn of ${key}` },
        });
      },
      { step: 'initialize', priority: 'high' },
    );
    const who = whoAsks(sts);
    expect([(await who()).arn, (await who()).arn, asked]).toEqual(['arn of AKIA1', 'arn of AKIA1', 1]);
    key = 'AKIA2';
    expect([(await who()).arn, asked]).toEqual(['arn of AKIA2', 2]);
    sts.destroy();
  });
});
