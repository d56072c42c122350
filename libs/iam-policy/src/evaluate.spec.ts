import { evaluate } from './evaluate';
import type { ApplicablePolicies } from './applicable-policies';
import type { Requester } from './requester';
import {
  account,
  anything,
  federatedUser,
  identityPolicy,
  otherAccount,
  policy,
  request,
  resourcePolicy,
  role,
  root,
  service,
  session,
  user,
} from './testing/requests';

const object = 'arn:aws:s3:::bucket/key';
const nothing = identityPolicy({ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' });
const all = identityPolicy(anything);

const grantTo = (principal: unknown) => resourcePolicy({ ...anything, Principal: principal });

function decide(requester: Requester, policies: ApplicablePolicies, resourceAccount = account) {
  return evaluate({ ...request(requester, 's3:GetObject', object), resourceAccount }, policies);
}

function summaryOf(...asked: Parameters<typeof decide>): string {
  const decision = decide(...asked);
  switch (decision.decision) {
    case 'allowed':
      return `allowed by ${decision.statements.map(({ policyType }) => policyType).join(', ')}`;
    case 'explicitDeny':
      return `denied by ${decision.statement.policyType}`;
    case 'implicitDeny':
      return `lacking ${decision.policyType}`;
  }
}

describe('a decision in one account', () => {
  it('is no without a policy, but for the root user', () => {
    expect(summaryOf(user, {})).toBe('lacking identity');
    expect(summaryOf(session, {})).toBe('lacking identity');
    expect(decide(root, {})).toEqual({ decision: 'allowed', statements: [] });
  });

  it('says which statement of which policy allowed it', () => {
    const two = identityPolicy({ ...anything, Action: 'ec2:*' }, { ...anything, Sid: 'All' });
    expect(decide(user, { identity: [nothing, { ...two, name: 'second', arn: 'arn:second' }] })).toEqual({
      decision: 'allowed',
      statements: [
        { policyType: 'identity', policy: 'second', policyArn: 'arn:second', sid: 'All', index: 1 },
      ],
    });
  });

  it('needs the boundary and the session policies besides those of the identity', () => {
    const identity = [all];
    expect(summaryOf(session, { identity, permissionsBoundary: nothing, session: [nothing] })).toBe(
      'lacking permissionsBoundary',
    );
    expect(summaryOf(session, { identity, permissionsBoundary: all, session: [nothing] })).toBe(
      'lacking session',
    );
    expect(summaryOf(session, { identity, session: [] })).toBe('lacking session');
    expect(summaryOf(session, { identity, permissionsBoundary: all, session: [nothing, all] })).toBe(
      'allowed by identity, permissionsBoundary, session',
    );
  });

  it('gives a federated user without session policies nothing', () => {
    expect(summaryOf(federatedUser, { identity: [all] })).toBe('lacking session');
    expect(summaryOf(federatedUser, { identity: [all], session: [all] })).toBe(
      'allowed by identity, session',
    );
  });

  // User guide, "Policy evaluation logic", table "Resource-based policies and implicit denies in other policy types".
  const denyImplicitly = { identity: [nothing], permissionsBoundary: nothing, session: [nothing] };
  it.each<[string, Requester, unknown, string]>([
    ['a user', user, { AWS: user.arn }, 'allowed by resource'],
    ['a user by the id', user, { AWS: 'AIDACKCEVSQ6C2EXAMPLE' }, 'allowed by resource'],
    ['a role by its session', session, { AWS: session.arn }, 'allowed by resource'],
    ['a role', session, { AWS: role }, 'lacking permissionsBoundary'],
    ['a role by the id', session, { AWS: 'AROADBQP57FF2AEXAMPLE' }, 'lacking permissionsBoundary'],
    ['a federated user by the session', federatedUser, { AWS: federatedUser.arn }, 'allowed by resource'],
    ['a federated user by the user', federatedUser, { AWS: user.arn }, 'lacking permissionsBoundary'],
    ['a user by the account', user, { AWS: account }, 'lacking identity'],
    ['a role by the account', session, { AWS: `arn:aws:iam::${account}:root` }, 'lacking identity'],
    ['the root user', root, { AWS: account }, 'allowed by '],
    ['a service', service, { Service: 'lambda.amazonaws.com' }, 'allowed by resource'],
    ['everybody', user, '*', 'allowed by resource'],
    ['everybody', session, { AWS: '*' }, 'allowed by resource'],
    ['another user', user, { AWS: `${user.arn}2` }, 'lacking identity'],
    ['another role', session, { AWS: `${role}2` }, 'lacking identity'],
    ['another session', session, { AWS: `${session.arn}2` }, 'lacking identity'],
    ['another account', user, { AWS: otherAccount }, 'lacking identity'],
    ['another id', user, { AWS: 'AIDACKCEVSQ6C2EXAMPLF' }, 'lacking identity'],
    ['the id of a role', user, { AWS: 'AROADBQP57FF2AEXAMPLE' }, 'lacking identity'],
    ['another id', session, { AWS: 'AROADBQP57FF2AEXAMPLF' }, 'lacking identity'],
    ['another service', service, { Service: 'sqs.amazonaws.com' }, 'lacking resource'],
    ['a service', user, { Service: 'lambda.amazonaws.com' }, 'lacking identity'],
    ['a user', service, { AWS: user.arn }, 'lacking resource'],
    ['the account', service, { AWS: account }, 'lacking resource'],
    ['everybody', service, '*', 'allowed by resource'],
    ['everybody', { kind: 'anonymous' }, { AWS: '*' }, 'allowed by resource'],
    ['a user', { kind: 'anonymous' }, { AWS: user.arn }, 'lacking resource'],
  ])('with a policy of the resource for %s', (_what, requester, principal, result) => {
    expect(summaryOf(requester, { ...denyImplicitly, resource: grantTo(principal) })).toBe(result);
  });

  it('is limited by boundary and session, not by the policies of the identity, where the role is named', () => {
    const resource = grantTo({ AWS: role });
    expect(summaryOf(session, { resource })).toBe('allowed by resource');
    expect(summaryOf(session, { resource, permissionsBoundary: all, session: [nothing] })).toBe(
      'lacking session',
    );
    expect(summaryOf(session, { resource, permissionsBoundary: all, session: [all] })).toBe(
      'allowed by resource, permissionsBoundary, session',
    );
    const both = resourcePolicy(
      { ...anything, Principal: { AWS: account } },
      { ...anything, Principal: { AWS: role } },
      { ...anything, Principal: { AWS: session.arn } },
    );
    expect(decide(session, { resource: both, session: [nothing] })).toMatchObject({
      statements: [{ index: 2 }],
    });
  });

  it('does not take a canonical user for anybody', () => {
    const canonical = grantTo({
      CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
    });
    expect(summaryOf(user, { resource: canonical })).toBe('lacking identity');
  });

  it('is no where any policy denies it', () => {
    const deny = identityPolicy({ Effect: 'Deny', Action: 's3:*', Resource: '*' });
    const resource = resourcePolicy(
      { ...anything, Principal: '*' },
      { Effect: 'Deny', Action: 's3:*', Resource: '*', Principal: { AWS: account } },
    );
    const allowing = { identity: [all], permissionsBoundary: all, session: [all], resource: grantTo('*') };
    expect(summaryOf(session, { ...allowing, identity: [all, deny] })).toBe('denied by identity');
    expect(summaryOf(session, { ...allowing, permissionsBoundary: deny })).toBe(
      'denied by permissionsBoundary',
    );
    expect(summaryOf(session, { ...allowing, session: [all, deny] })).toBe('denied by session');
    expect(summaryOf(session, { ...allowing, resource })).toBe('denied by resource');
    expect(summaryOf(root, { resource })).toBe('denied by resource');
    expect(summaryOf(service, { resource })).toBe('allowed by resource');
    expect(summaryOf(session, { ...allowing, resource, identity: [deny] })).toBe('denied by resource');
  });
});

describe('a policy that must allow', () => {
  it('of a key, does so for the account, whose policies then decide', () => {
    const key = { ...grantTo({ AWS: `arn:aws:iam::${account}:root` }), mustAllow: true };
    expect(summaryOf(user, { resource: key })).toBe('lacking identity');
    expect(summaryOf(user, { resource: key, identity: [all] })).toBe('allowed by identity');
    const ofOthers = { ...grantTo({ AWS: role }), mustAllow: true };
    expect(summaryOf(user, { resource: ofOthers, identity: [all] })).toBe('lacking resource');
    expect(summaryOf(root, { resource: ofOthers })).toBe('lacking resource');
  });
});

describe('the trust policy of a role', () => {
  const target = `arn:aws:iam::${account}:role/target`;
  const trusting = (principal: unknown, change: object = {}) =>
    policy('trust', 'trust', { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...change });
  const assume = (requester: Requester, policies: ApplicablePolicies, action = 'sts:AssumeRole') =>
    evaluate(request(requester, action, target), policies);
  const lackingTrust = { decision: 'implicitDeny', policyType: 'trust' };

  it('decides alone where it names the user, the role or the service', () => {
    for (const [requester, principal] of [
      [user, { AWS: user.arn }],
      [session, { AWS: role }],
      [session, { AWS: session.arn }],
      [service, { Service: 'lambda.amazonaws.com' }],
    ] as const) {
      expect(assume(requester, { resource: trusting(principal) })).toMatchObject({
        decision: 'allowed',
        statements: [{ policyType: 'trust', policy: 'trust', index: 0 }],
      });
    }
  });

  it('leaves it to the account, where it names that', () => {
    const resource = trusting({ AWS: `arn:aws:iam::${account}:root` });
    expect(assume(user, { resource })).toEqual({ decision: 'implicitDeny', policyType: 'identity' });
    expect(assume(user, { resource, identity: [all] }).decision).toBe('allowed');
  });

  it('is needed whatever the identity may do', () => {
    expect(assume(user, { resource: trusting({ AWS: role }), identity: [all] })).toEqual(lackingTrust);
    expect(assume(service, { resource: trusting({ AWS: account }) })).toEqual(lackingTrust);
    expect(
      assume(user, { resource: trusting({ AWS: user.arn }), identity: [all] }, 'sts:TagSession'),
    ).toEqual(lackingTrust);
  });

  it('is needed besides the policy of the identity in another account', () => {
    const stranger = { kind: 'user', arn: `arn:aws:iam::${otherAccount}:user/eve` } as const;
    const resource = trusting({ AWS: otherAccount });
    expect(assume(stranger, { resource, identity: [all] }).decision).toBe('allowed');
    expect(assume(stranger, { resource })).toEqual({ decision: 'implicitDeny', policyType: 'identity' });
    expect(assume(stranger, { resource: trusting({ AWS: account }), identity: [all] })).toEqual(lackingTrust);
  });

  it('has conditions, such as that of an external id', () => {
    const resource = trusting(
      { AWS: user.arn },
      { Condition: { StringEquals: { 'sts:ExternalId': '12345' } } },
    );
    const asked = (id: string) => request(user, 'sts:AssumeRole', target, { 'sts:ExternalId': id });
    expect(evaluate(asked('12345'), { resource }).decision).toBe('allowed');
    expect(evaluate(asked('54321'), { resource })).toEqual(lackingTrust);
  });

  it('can deny', () => {
    const resource = policy(
      'trust',
      'trust',
      { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
      { Effect: 'Deny', Principal: { AWS: user.arn }, Action: 'sts:*' },
    );
    expect(assume(user, { resource })).toMatchObject({
      decision: 'explicitDeny',
      statement: { policyType: 'trust' },
    });
    expect(assume(session, { resource }).decision).toBe('allowed');
  });

  it('names identity providers', () => {
    const google = { kind: 'federated', provider: 'accounts.google.com' } as const;
    const action = 'sts:AssumeRoleWithWebIdentity';
    const resource = trusting({ Federated: 'accounts.google.com' }, { Action: action });
    expect(assume(google, { resource }, action).decision).toBe('allowed');
    expect(assume({ ...google, provider: 'graph.facebook.com' }, { resource }, action)).toEqual(lackingTrust);
    expect(assume(user, { resource }, action)).toEqual(lackingTrust);
  });
});

describe('a request for a resource of another account', () => {
  it('needs both accounts, whoever is named how', () => {
    const resource = grantTo({ AWS: session.arn });
    expect(summaryOf(session, { resource }, otherAccount)).toBe('lacking identity');
    expect(summaryOf(session, { identity: [all] }, otherAccount)).toBe('lacking resource');
    expect(summaryOf(session, { identity: [all], resource }, otherAccount)).toBe(
      'allowed by identity, resource',
    );
    expect(summaryOf(session, { identity: [all], session: [nothing], resource }, otherAccount)).toBe(
      'lacking session',
    );
    expect(summaryOf(root, { resource: grantTo({ AWS: account }) }, otherAccount)).toBe(
      'allowed by resource',
    );
    expect(summaryOf(root, {}, otherAccount)).toBe('lacking resource');
    expect(summaryOf(service, { resource: grantTo({ AWS: '*' }) }, otherAccount)).toBe('allowed by resource');
  });

  it('knows the account from the ARN, and takes a resource without one for the own', () => {
    const identity = [all];
    const ask = (resource: string) =>
      evaluate(request(user, 'sqs:SendMessage', resource), { identity }).decision;
    expect(ask(`arn:aws:sqs:us-east-1:${account}:q`)).toBe('allowed');
    expect(ask(`arn:aws:sqs:us-east-1:${otherAccount}:q`)).toBe('implicitDeny');
    expect(ask('arn:aws:s3:::b')).toBe('allowed');
    expect(ask('*')).toBe('allowed');
  });
});

// User guide, "NotPrincipal".
describe('a statement with NotPrincipal', () => {
  const denied = (requester: Requester, ...spared: string[]) =>
    decide(requester, {
      resource: resourcePolicy(
        { ...anything, Principal: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal: { AWS: spared } },
      ),
    }).decision === 'explicitDeny';

  it('that denies spares a user who is named with the account', () => {
    expect(denied(user, user.arn, account)).toBe(false);
    expect(denied(user, user.arn)).toBe(true);
    expect(denied(user, account)).toBe(true);
    expect(denied(user, `${user.arn}2`, account)).toBe(true);
    expect(denied(root, account)).toBe(false);
    expect(denied(root, otherAccount)).toBe(true);
  });

  it('that denies spares a session that is named with its role and the account', () => {
    expect(denied(session, session.arn, role, account)).toBe(false);
    expect(denied(session, session.arn, account)).toBe(true);
    expect(denied(session, role, account)).toBe(true);
    expect(denied(federatedUser, federatedUser.arn, user.arn, account)).toBe(false);
    expect(denied(federatedUser, federatedUser.arn, account)).toBe(true);
  });

  it('that denies spares nobody else, and everybody with *', () => {
    expect(denied(service, user.arn, account)).toBe(true);
    expect(denied(service, '*')).toBe(false);
    expect(denied(session, '*')).toBe(false);
  });

  it('that allows leaves out whom it names in any way', () => {
    const allowing = (...excepted: string[]) => ({
      resource: resourcePolicy({ ...anything, NotPrincipal: { AWS: excepted } }),
    });
    expect(summaryOf(user, allowing(`${user.arn}2`))).toBe('allowed by resource');
    expect(summaryOf(user, allowing(user.arn))).toBe('lacking identity');
    expect(summaryOf(user, allowing(account))).toBe('lacking identity');
    expect(summaryOf(session, allowing(role))).toBe('lacking identity');
  });
});
