import { STS } from '@aws-sdk/client-sts';
import { callFailureOf } from './failed-call';

const refused = (address: string) =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' });

describe('a call that failed', () => {
  it('without a region says to set one', async () => {
    const region = () => Promise.reject(new Error('Region is missing'));
    const sts = new STS({ region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    const error: unknown = await sts.getCallerIdentity({}).catch((thrown: unknown) => thrown);
    expect(callFailureOf(error)).toEqual({
      kind: 'settings',
      message: expect.stringMatching(/Region is missing; set credentials and region/),
    });
  });

  it('without credentials says to set them', () => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    expect(callFailureOf(error)).toEqual({
      kind: 'settings',
      message: expect.stringMatching(/from any providers; set credentials and region as for the AWS CLI/),
    });
  });

  it.each([
    ['at one address', refused('127.0.0.1:4566')],
    ['at several addresses', new AggregateError([refused('::1:4566'), refused('127.0.0.1:4566')])],
  ])('because nobody listens %s says what to check', (_what, error) => {
    expect(callFailureOf(error)).toEqual({
      kind: 'unreachable',
      message: expect.stringMatching(/^The cloud cannot be reached \(ECONNREFUSED\): check the network/),
    });
  });

  it.each([
    ['for a reason that its error says itself', new Error('The stack is busy')],
    ['by a fault of the program', new TypeError('x is not a function')],
    ['with something that is no error', 'no'],
  ])('%s is not explained here', (_what, error) => {
    expect(callFailureOf(error)).toBeUndefined();
  });
});
