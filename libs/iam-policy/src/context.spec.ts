import { requestContext } from './context';
import { evaluate } from './evaluate';
import type { Requester } from './requester';
import {
  anything,
  federatedUser,
  request,
  resourcePolicy,
  role,
  root,
  service,
  session,
  user,
} from './testing/requests';

const now = new Date('2026-07-01T00:00:00.999Z');

function valuesOf(requester: Requester, ...names: string[]): (string | undefined)[] {
  const context = requestContext({ requester, now });
  return names.map((name) => context.key(name)?.join());
}

// User guide, "AWS global condition context keys", and the table of "Policy elements: Variables and tags".
describe('the context of a request', () => {
  const principal = [
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalType',
    'aws:username',
    'aws:userid',
  ];

  it('knows its principal', () => {
    expect(valuesOf(user, ...principal)).toEqual([
      user.arn,
      '123456789012',
      'User',
      'carlos',
      'AIDACKCEVSQ6C2EXAMPLE',
    ]);
    expect(valuesOf(session, ...principal)).toEqual([
      role,
      '123456789012',
      'AssumedRole',
      undefined,
      'AROADBQP57FF2AEXAMPLE:run',
    ]);
    expect(valuesOf(federatedUser, ...principal)).toEqual([
      federatedUser.arn,
      '123456789012',
      'FederatedUser',
      undefined,
      undefined,
    ]);
    expect(valuesOf(root, ...principal)).toEqual([
      root.arn,
      '123456789012',
      'Account',
      undefined,
      '123456789012',
    ]);
    expect(valuesOf({ kind: 'anonymous' }, ...principal)).toEqual([
      undefined,
      undefined,
      'Anonymous',
      undefined,
      'anonymous',
    ]);
    expect(valuesOf(service, ...principal)).toEqual(principal.map(() => undefined));
    expect(valuesOf({ kind: 'federated', provider: 'p' }, ...principal)).toEqual(
      principal.map(() => undefined),
    );
  });

  it('says whether a service asks, and which', () => {
    const names = ['aws:PrincipalIsAWSService', 'aws:PrincipalServiceName'] as const;
    expect(valuesOf(service, ...names)).toEqual(['true', 'lambda.amazonaws.com']);
    expect(valuesOf(user, ...names)).toEqual(['false', undefined]);
  });

  it('has the tags of the principal, whatever the case of their keys', () => {
    expect(
      valuesOf({ ...session, tags: { Team: 'red' } }, 'aws:principaltag/team', 'aws:PrincipalTag/x'),
    ).toEqual(['red', undefined]);
  });

  it('knows the time, to the second where it counts seconds', () => {
    expect(valuesOf(user, 'aws:CurrentTime', 'aws:EpochTime')).toEqual([
      '2026-07-01T00:00:00.999Z',
      '1782864000',
    ]);
  });

  it('has the keys of its service, but for those that would claim another principal or time', () => {
    const keys = {
      's3:prefix': 'a',
      'AWS:USERNAME': 'root',
      'aws:epochtime': '0',
      'aws:TagKeys': ['x', 'y'],
    };
    const context = requestContext({ requester: user, now, keys: () => keys });
    expect(
      ['s3:Prefix', 'aws:username', 'aws:EpochTime', 'aws:tagkeys'].map((key) => context.key(key)),
    ).toEqual([['a'], ['carlos'], ['1782864000'], ['x', 'y']]);
  });

  it('is found out when a policy asks for something of it, and once', () => {
    let reads = 0;
    const keys = () => {
      reads += 1;
      return { 's3:prefix': 'a' };
    };
    const context = requestContext({ requester: user, now, keys });
    expect(reads).toBe(0);
    expect([context.key('s3:prefix'), context.key('s3:delimiter')]).toEqual([['a'], undefined]);
    expect(reads).toBe(1);
  });

  it('lets a bucket spare one principal by its ARN, which of a session is that of the role', () => {
    const resource = resourcePolicy(
      { ...anything, Principal: '*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': role } },
      },
    );
    const decide = (requester: Requester) =>
      evaluate(request(requester, 's3:GetObject', 'arn:aws:s3:::b/k'), { resource }).decision;
    expect(decide(session)).toBe('allowed');
    expect(decide(user)).toBe('explicitDeny');
    expect(decide(service)).toBe('explicitDeny');
  });
});
