import { about } from '@fleet/fleet-console-api';
import { ApiInTest } from '../testing/api-in-test';

describe('what the console says of its fleet', () => {
  const told = async (api: ApiInTest) => about.parse(await api.json('/api/about'));

  it('has whom AWS takes its user for', async () => {
    const { account, caller, callerUnknown } = await told(await ApiInTest.start());
    expect({ account, caller, callerUnknown }).toEqual({
      account: '123456789012',
      caller: 'arn:aws:iam::123456789012:user/operator',
      callerUnknown: undefined,
    });
  });

  it('says why it does not know that, and all the rest', async () => {
    const denied = Object.assign(new Error('not authorized to perform: sts:GetCallerIdentity'), {
      name: 'AccessDenied',
    });
    const known = await told(await ApiInTest.start({ caller: () => Promise.reject(denied) }));
    expect(known).toMatchObject({
      resourceTag: 'fleetprov',
      callerUnknown: expect.stringContaining('AWS does not let you do sts:GetCallerIdentity'),
    });
    expect(known).not.toHaveProperty('caller');
  });
});
