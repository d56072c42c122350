import { arnField, resourceNameOf } from './arn';

interface Identified {
  /** The unique id: `AIDA...` of a user, `AROA...:<session name>` of a role's session. */
  readonly userId?: string;
  /** `aws:PrincipalTag/<key>`: tags of the user or role, and of the session. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** An identity of an account: it has identity-based policies. */
export type AccountRequester =
  | ({ readonly kind: 'user'; readonly arn: string } & Identified)
  | ({ readonly kind: 'roleSession'; readonly arn: string; readonly roleArn: string } & Identified)
  /** A session of GetFederationToken, and the user who asked for it. */
  | ({ readonly kind: 'federatedUser'; readonly arn: string; readonly userArn: string } & Identified)
  | { readonly kind: 'root'; readonly arn: string };

/** Somebody without identity-based policies: only the resource's own policy can let them in. */
export type OutsideRequester =
  /** Such as `lambda.amazonaws.com`. */
  | { readonly kind: 'service'; readonly name: string }
  /** Somebody whom a SAML or OIDC provider vouches for. */
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'anonymous' };

/** Who sent a request (user guide, "Principal"). */
export type Requester = AccountRequester | OutsideRequester;

/** Whether the requester belongs to an account. */
export function hasAccount(requester: Requester): requester is AccountRequester {
  return 'arn' in requester;
}

/** The account that the requester belongs to. */
export function accountOf(requester: AccountRequester): string {
  const account = arnField(requester.arn, 'account');
  if (account === undefined) {
    throw new Error(`"${requester.arn}" is no ARN: who sends a request must have one`);
  }
  return account;
}

/** What names the requester in an error message. */
export function nameOf(requester: Requester): string {
  switch (requester.kind) {
    case 'service':
      return requester.name;
    case 'federated':
      return requester.provider;
    case 'anonymous':
      return 'anonymous';
    default:
      return requester.arn;
  }
}

/**
 * The context keys that follow from the requester (user guide, "AWS global condition context keys", "Properties of
 * the principal"). A session has the ARN of its role as `aws:PrincipalArn`.
 */
export function principalKeys(requester: Requester): (readonly [string, string])[] {
  const isService = requester.kind === 'service';
  const keys: (readonly [string, string])[] = [['aws:PrincipalIsAWSService', String(isService)]];
  if (isService) {
    keys.push(['aws:PrincipalServiceName', requester.name]);
  } else if (requester.kind === 'anonymous') {
    keys.push(['aws:PrincipalType', 'Anonymous'], ['aws:userid', 'anonymous']);
  } else if (hasAccount(requester)) {
    keys.push(...accountKeys(requester));
  }
  return keys;
}

const principalTypes = {
  user: 'User',
  roleSession: 'AssumedRole',
  federatedUser: 'FederatedUser',
  root: 'Account',
} as const;

function accountKeys(requester: AccountRequester): (readonly [string, string])[] {
  const account = accountOf(requester);
  const keys: (readonly [string, string])[] = [
    ['aws:PrincipalArn', requester.kind === 'roleSession' ? requester.roleArn : requester.arn],
    ['aws:PrincipalAccount', account],
    ['aws:PrincipalType', principalTypes[requester.kind]],
  ];
  if (requester.kind === 'root') {
    return [...keys, ['aws:userid', account]];
  }
  if (requester.kind === 'user') {
    keys.push(['aws:username', resourceNameOf(requester.arn)]);
  }
  if (requester.userId !== undefined) {
    keys.push(['aws:userid', requester.userId]);
  }
  const tags = Object.entries(requester.tags ?? {});
  return [...keys, ...tags.map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const)];
}
