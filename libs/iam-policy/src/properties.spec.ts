import fc from 'fast-check';
import { defined } from '@fleet/optional-members';
import type { ApplicablePolicies, NamedPolicy } from './applicable-policies';
import { parsePolicyDocument } from './document/parse-document';
import { evaluate } from './evaluate';
import type { Requester } from './requester';
import {
  account,
  federatedUser,
  identityPolicy,
  otherAccount,
  request,
  resourcePolicy,
  role,
  root,
  service,
  session,
  user,
} from './testing/requests';

const actions = fc.constantFrom('s3:Get', 's3:Put', 'sqs:Get', 'S3:GET');
const resources = fc.constantFrom(
  'arn:aws:s3:::a',
  'arn:aws:s3:::a/b',
  'arn:aws:sqs:r:123456789012:a',
  'arn:aws:sqs:r:999999999999:a',
  '*',
);
const requesters = fc.constantFrom<Requester[]>(user, session, federatedUser, root, service, {
  kind: 'anonymous',
});
const keys = fc.dictionary(
  fc.constantFrom('k:v', 'aws:TagKeys'),
  fc.oneof(fc.constantFrom('', 'x', '5'), fc.array(fc.constantFrom('', 'x', 'y'), { maxLength: 2 })),
);
const requests = fc
  .tuple(requesters, actions, resources, keys)
  .map(([requester, action, resource, values]) => request(requester, action, resource, values));

const listOf = <Entry>(entry: fc.Arbitrary<Entry>) => fc.array(entry, { minLength: 1, maxLength: 2 });
const actionElement = listOf(fc.constantFrom('*', 's3:*', 's3:g?t', '*:Get', 'sqs:Put'));
const resourceElement = listOf(
  fc.constantFrom('*', 'arn:aws:s3:::*', 'arn:aws:s3:::a/?', 'arn:aws:sqs:*:1*:*', 'arn:aws:s3:::${k:v}'),
);
const conditionElement = fc.dictionary(
  fc.constantFrom(
    'StringLike',
    'StringNotEquals',
    'ForAllValues:StringEquals',
    'ForAnyValue:StringNotLike',
    'NumericLessThanIfExists',
    'Null',
    'ArnLike',
    'NotIpAddress',
  ),
  fc.dictionary(
    fc.constantFrom('k:v', 'aws:TagKeys', 'aws:PrincipalArn'),
    fc.constantFrom('x', '*', '${k:v}', 'true'),
  ),
  { maxKeys: 1 },
);
const effects = fc.constantFrom('Allow', 'Deny');
const bodies = fc
  .tuple(fc.boolean(), actionElement, fc.boolean(), resourceElement, conditionElement)
  .map(([notAction, action, notResource, resource, condition]) => ({
    [notAction ? 'NotAction' : 'Action']: action,
    [notResource ? 'NotResource' : 'Resource']: resource,
    Condition: condition,
  }));
const principalElement = fc
  .tuple(
    fc.boolean(),
    fc.oneof(
      fc.constant('*'),
      fc.record({ AWS: listOf(fc.constantFrom(account, otherAccount, user.arn, session.arn, role, '*')) }),
      fc.constant({ Service: 'lambda.amazonaws.com' }),
    ),
  )
  .map(([not, principal]) => ({ [not ? 'NotPrincipal' : 'Principal']: principal }));
const statements = fc.tuple(effects, bodies).map(([effect, body]) => ({ Effect: effect, ...body }));
const grants = fc
  .tuple(statements, principalElement)
  .map(([statement, principal]) => ({ ...statement, ...principal }));

const identityPolicies = fc
  .array(statements, { minLength: 1, maxLength: 3 })
  .map((some) => identityPolicy(...some));
const resourcePolicies = fc
  .array(grants, { minLength: 1, maxLength: 3 })
  .map((some) => resourcePolicy(...some));
const policySets: fc.Arbitrary<ApplicablePolicies> = fc.record(
  {
    identity: fc.array(identityPolicies, { maxLength: 2 }),
    permissionsBoundary: identityPolicies,
    session: fc.array(identityPolicies, { maxLength: 2 }),
    resource: fc
      .tuple(resourcePolicies, fc.boolean())
      .map(([policy, mustAllow]) => ({ ...policy, mustAllow })),
  },
  { requiredKeys: ['identity'] },
);

const allows = (...asked: Parameters<typeof evaluate>) => evaluate(...asked).decision === 'allowed';

describe('any policies', () => {
  it('are evaluated without an error', () => {
    fc.assert(
      fc.property(requests, policySets, (asked, policies) => {
        expect(['allowed', 'explicitDeny', 'implicitDeny']).toContain(evaluate(asked, policies).decision);
      }),
      { numRuns: 500 },
    );
  });

  it('allow nothing that one of them denies', () => {
    const denyAll = { Effect: 'Deny', Action: '*', Resource: '*' };
    const places: ((policies: ApplicablePolicies) => ApplicablePolicies)[] = [
      (policies) => ({ ...policies, identity: [...(policies.identity ?? []), identityPolicy(denyAll)] }),
      (policies) => ({ ...policies, permissionsBoundary: identityPolicy(denyAll) }),
      (policies) => ({ ...policies, session: [...(policies.session ?? []), identityPolicy(denyAll)] }),
      (policies) => ({ ...policies, resource: resourcePolicy({ ...denyAll, Principal: '*' }) }),
    ];
    fc.assert(
      fc.property(requests, policySets, fc.constantFrom(...places), (asked, policies, addDenial) => {
        expect(evaluate(asked, addDenial(policies)).decision).toBe('explicitDeny');
      }),
    );
  });

  it('never allow more after a statement that denies, nor less after one that allows', () => {
    fc.assert(
      fc.property(requests, policySets, bodies, effects, (asked, policies, body, effect) => {
        const before = allows(asked, policies);
        const identity = [...(policies.identity ?? []), identityPolicy({ Effect: effect, ...body })];
        const after = allows(asked, { ...policies, identity });
        expect(effect === 'Deny' ? !after || before : !before || after).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never allow less after the policy of the resource grants more', () => {
    fc.assert(
      fc.property(
        requests,
        policySets,
        fc.array(grants, { minLength: 2, maxLength: 4 }),
        (asked, policies, [first, ...rest]) => {
          const granting = [first ?? {}, ...rest].map((grant) => ({ ...grant, Effect: 'Allow' }));
          const [resource, more] = [resourcePolicy(...granting.slice(0, 1)), resourcePolicy(...granting)];
          expect(
            !allows(asked, { ...policies, resource }) || allows(asked, { ...policies, resource: more }),
          ).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never allow more after a boundary is set, or a session policy', () => {
    fc.assert(
      fc.property(requests, policySets, identityPolicies, (asked, { identity, resource }, limit) => {
        const policies = defined({ identity, resource });
        const before = allows(asked, policies);
        expect(before || !allows(asked, { ...policies, permissionsBoundary: limit })).toBe(true);
        // A federated user has no permissions at all without a session policy.
        if (asked.requester.kind !== 'federatedUser') {
          expect(before || !allows(asked, { ...policies, session: [limit] })).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are the same in any order', () => {
    fc.assert(
      fc.property(requests, policySets, (asked, policies) => {
        const reversed = (policy: NamedPolicy): NamedPolicy => ({
          ...policy,
          document: { ...policy.document, statements: policy.document.statements.toReversed() },
        });
        const { identity = [], session: ofSession, resource } = policies;
        const turned = {
          ...policies,
          identity: identity.toReversed().map(reversed),
          ...defined({
            session: ofSession?.toReversed().map(reversed),
            resource: resource && { ...resource, ...reversed(resource) },
          }),
        };
        expect(evaluate(asked, turned).decision).toBe(evaluate(asked, policies).decision);
      }),
    );
  });
});

describe('NotAction and NotResource', () => {
  it('are the complement of Action and Resource', () => {
    const decide = (asked: Parameters<typeof evaluate>[0], statement: object) =>
      allows(
        { ...asked, requester: user, resourceAccount: account },
        { identity: [identityPolicy(statement)] },
      );
    fc.assert(
      fc.property(requests, actionElement, resourceElement, (asked, action, resource) => {
        const [any, allow] = ['*', { Effect: 'Allow' }];
        expect(decide(asked, { ...allow, NotAction: action, Resource: any })).toBe(
          !decide(asked, { ...allow, Action: action, Resource: any }),
        );
        expect(decide(asked, { ...allow, Action: any, NotResource: resource })).toBe(
          !decide(asked, { ...allow, Action: any, Resource: resource }),
        );
      }),
    );
  });
});

describe('a hostile pattern', () => {
  it('is matched in steps of the product of the lengths at most, not in more and more', () => {
    const pattern = `arn:aws:s3:::${'*a?'.repeat(40)}b`;
    const steps = (length: number) => {
      const searched = jest.spyOn(String.prototype, 'startsWith');
      const identity = [identityPolicy({ Effect: 'Allow', Action: 's3:*', Resource: pattern })];
      const decision = evaluate(request(user, 's3:GetObject', `arn:aws:s3:::${'a'.repeat(length)}`), {
        identity,
      });
      const count = searched.mock.calls.length;
      searched.mockRestore();
      expect(decision.decision).toBe('implicitDeny');
      return count;
    };
    const [short, long] = [steps(500), steps(5_000)];
    expect(short).toBeLessThan(500 * pattern.length);
    // Ten times the text takes ten times the steps.
    expect(long / short).toBeGreaterThan(9);
    expect(long / short).toBeLessThan(11);
  });

  it('has its variables taken apart once, however many are not closed', () => {
    const hostile = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'${'.repeat(5_000)}` },
    });
    expect(() => parsePolicyDocument(hostile, 'identity')).toThrow('a policy variable is not closed');
  });
});
