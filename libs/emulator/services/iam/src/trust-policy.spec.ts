import { trustsService } from './trust-policy';

const service = 'iot.amazonaws.com';
const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sts:AssumeRole',
  ...more,
});
const trusts = (...Statement: object[]): boolean =>
  trustsService(JSON.stringify({ Version: '2012-10-17', Statement }), service);

describe('a trust policy', () => {
  it.each([
    ['allows it', allow()],
    ['allows several', allow({ Principal: { Service: ['lambda.amazonaws.com', service] } })],
    ['allows everybody', allow({ Principal: '*' })],
    ['allows several actions', allow({ Action: ['sts:TagSession', 'sts:AssumeRole'] })],
    ['allows by a wildcard, in any case', allow({ Action: 'STS:assume*' })],
    ['allows every action', allow({ Action: '*' })],
    ['allows every action but another', allow({ Action: undefined, NotAction: 'sts:TagSession' })],
    ['allows on a condition', allow({ Condition: { StringEquals: { 'aws:SourceAccount': '1' } } })],
  ])('lets a service assume the role that %s', (_what, statement) => {
    expect(trusts(statement)).toBe(true);
  });

  it.each([
    ['says nothing', {}],
    ['allows another service', allow({ Principal: { Service: 'lambda.amazonaws.com' } })],
    ['allows accounts alone', allow({ Principal: { AWS: '*' } })],
    ['allows another action', allow({ Action: 'sts:AssumeRoleWithSAML' })],
    ['allows every action but this', allow({ Action: undefined, NotAction: 'sts:Assume*' })],
    ['denies it', allow({ Effect: 'Deny' })],
    ['is malformed', { Effect: 'Permit' }],
  ])('lets no service assume the role that %s', (_what, statement) => {
    expect(trusts(statement)).toBe(false);
  });

  it('takes a Deny for stronger than an Allow, unless the Deny has a condition', () => {
    const deny = allow({ Effect: 'Deny' });
    expect(trusts(allow(), deny)).toBe(false);
    expect(trusts(allow(), { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })).toBe(true);
  });
});
