import type { ContextKeys } from '../context';
import { requestContext } from '../context';
import type { AccessRequest, ApplicablePolicies, NamedPolicy } from '../applicable-policies';
import type { Decision } from '../decision';
import { parsePolicyDocument } from '../document/parse-document';
import type { PolicyKind } from '../document/policy-kind';
import { evaluate } from '../evaluate';
import type { AccountRequester, Requester } from '../requester';

export const account = '123456789012';
export const otherAccount = '999999999999';

export const user = {
  kind: 'user',
  arn: `arn:aws:iam::${account}:user/staff/carlos`,
  userId: 'AIDACKCEVSQ6C2EXAMPLE',
} as const satisfies AccountRequester;

export const role = `arn:aws:iam::${account}:role/service/app`;

export const session = {
  kind: 'roleSession',
  arn: `arn:aws:sts::${account}:assumed-role/app/run`,
  roleArn: role,
  userId: 'AROADBQP57FF2AEXAMPLE:run',
} as const satisfies AccountRequester;

export const federatedUser = {
  kind: 'federatedUser',
  arn: `arn:aws:sts::${account}:federated-user/carlos`,
  userArn: user.arn,
} as const satisfies AccountRequester;

export const root = { kind: 'root', arn: `arn:aws:iam::${account}:root` } as const satisfies AccountRequester;

export const service = { kind: 'service', name: 'lambda.amazonaws.com' } as const satisfies Requester;

/** A policy of the newer version of the language, with these statements. */
export function policy(kind: PolicyKind, name: string, ...statements: object[]): NamedPolicy {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return { name, document: parsePolicyDocument(document, kind) };
}

/** A policy of an identity. */
export function identityPolicy(...statements: object[]): NamedPolicy {
  return policy('identity', 'permissions', ...statements);
}

/** A policy of a resource. */
export function resourcePolicy(...statements: object[]): NamedPolicy {
  return policy('resource', 'of-resource', ...statements);
}

export const anything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A request of the moment 2026-07-01. */
export function request(
  requester: Requester,
  action: string,
  resource: string,
  keys: ContextKeys = {},
): AccessRequest {
  const now = new Date('2026-07-01T00:00:00Z');
  return { requester, action, resource, context: requestContext({ requester, now, keys: () => keys }) };
}

/** What a user with these statements in a policy may do. */
export function decideForUser(
  statements: readonly object[],
  action: string,
  resource: string,
  keys: ContextKeys = {},
): Decision['decision'] {
  const policies: ApplicablePolicies = { identity: [identityPolicy(...statements)] };
  return evaluate(request(user, action, resource, keys), policies).decision;
}
