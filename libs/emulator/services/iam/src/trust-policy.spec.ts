import { trustsService } from './trust-policy';

const service = 'iot.amazonaws.com';
const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sts:AssumeRole',
  ...more,
});
const missing: string[] = [];
const trustsFor = (sourceArn: string | undefined, ...Statement: object[]): boolean =>
  trustsService(
    {
      arn: 'arn:aws:iam::123456789012:role/work',
      trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement }),
    },
    { name: service, accountId: '123456789012', sourceArn },
    { now: new Date('2026-07-01T00:00:00Z'), onMissing: (key) => missing.push(key) },
  );
const trusts = (...Statement: object[]): boolean =>
  trustsFor('arn:aws:iot:us-east-1:123456789012:rule/r', ...Statement);
const ofAccount = (account: string) => ({ StringEquals: { 'aws:SourceAccount': account } });
const ofSource = (arn: string) => ({ ArnLike: { 'aws:SourceArn': arn } });

describe('a trust policy', () => {
  it.each([
    ['allows it', allow()],
    ['allows several', allow({ Principal: { Service: ['lambda.amazonaws.com', service] } })],
    ['allows everybody', allow({ Principal: '*' })],
    ['allows several actions', allow({ Action: ['sts:TagSession', 'sts:AssumeRole'] })],
    ['allows by a wildcard, in any case', allow({ Action: 'STS:assume*' })],
    ['allows every action of STS', allow({ Action: 'sts:*' })],
    ['allows every action but another', allow({ Action: undefined, NotAction: 'sts:TagSession' })],
    ['allows everybody of any account', allow({ Principal: { AWS: '*' } })],
    ['allows it for this account', allow({ Condition: ofAccount('123456789012') })],
    ['allows it for this rule', allow({ Condition: ofSource('arn:aws:iot:*:*:rule/r') })],
    ['allows it from now on', allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01' } } })],
  ])('lets a service assume the role that %s', (_what, statement) => {
    expect(trusts(statement)).toBe(true);
  });

  it.each([
    ['says nothing', {}],
    ['allows another service', allow({ Principal: { Service: 'lambda.amazonaws.com' } })],
    ['allows an account alone', allow({ Principal: { AWS: '123456789012' } })],
    ['allows it for another account', allow({ Condition: ofAccount('999999999999') })],
    ['allows it for another rule', allow({ Condition: ofSource('arn:aws:iot:*:*:rule/other') })],
    ['allows it for an organization', allow({ Condition: { StringEquals: { 'aws:sourceOrgId': 'o-1' } } })],
    [
      'allows it for this rule, of another account',
      allow({ Condition: { ...ofSource('arn:aws:iot:*:*:rule/r'), ...ofAccount('999999999999') } }),
    ],
    ['allows it to who knows a word', allow({ Condition: { StringEquals: { 'sts:ExternalId': 'word' } } })],
    ['allows what takes long to compare', allow({ Action: `sts:${'*'.repeat(40)}x` })],
    ['allows another action', allow({ Action: 'sts:AssumeRoleWithSAML' })],
    ['allows every action but this', allow({ Action: undefined, NotAction: 'sts:Assume*' })],
    ['denies it', allow({ Effect: 'Deny' })],
    ['is malformed', { Effect: 'Permit' }],
  ])('lets no service assume the role that %s', (_what, statement) => {
    expect(trusts(statement)).toBe(false);
  });

  it('takes a Deny for stronger than an Allow, unless its condition is not met', () => {
    const deny = allow({ Effect: 'Deny' });
    expect(trusts(allow(), deny)).toBe(false);
    expect(trusts(allow(), { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })).toBe(true);
    expect(trusts(allow(), { ...deny, Condition: ofAccount('999999999999') })).toBe(true);
    expect(trusts(allow(), { ...deny, Condition: ofAccount('123456789012') })).toBe(false);
    const otherSource = { ArnNotLike: { 'aws:SourceArn': 'arn:aws:iot:*:*:rule/r' } };
    expect(trusts(allow(), { ...deny, Condition: otherSource })).toBe(true);
  });

  it('with a condition that the service brings no value for lets nobody in, and says so', () => {
    missing.length = 0;
    const ofRule = allow({ Condition: ofSource('arn:aws:iot:*:*:rule/r') });
    expect(trustsFor(undefined, ofRule)).toBe(false);
    expect(missing).toEqual(['aws:SourceArn']);
  });
});
