import type { Principal, Principals } from './document/principal';
import { accountOf, hasAccount } from './requester';
import type { AccountRequester, Requester } from './requester';

/**
 * How a policy of a resource names a requester, which decides what else is needed in the same account (user guide,
 * "Determining whether a request is allowed or denied within an account", "Resource-based policies").
 *
 * - `direct`: as itself or as everybody. Nothing else is needed.
 * - `entity`: a session by its role or its user. Boundary and session policies must allow it, too.
 * - `account`: by the account. The account delegates with policies of its identities.
 */
export type Naming = 'direct' | 'entity' | 'account';

/** What needs the least besides comes first. */
export const strongestFirst: readonly Naming[] = ['direct', 'entity', 'account'];

/** How the element names the requester; `undefined` when it does not mean them. */
export function namingOf(principals: Principals, requester: Requester): Naming | undefined {
  const { except, entries } = principals;
  const namings = entries.map((entry) => namingBy(entry, requester));
  if (!except) {
    return strongestFirst.find((naming) => namings.includes(naming));
  }
  return namings.some((naming) => naming !== undefined) ? undefined : 'direct';
}

/**
 * Whether a denial is meant for the requester. A denial with NotPrincipal spares only those that it names in full: a
 * session by its own ARN, its role and its account (user guide, "NotPrincipal": AWS might validate each of them).
 */
export function isDenied(principals: Principals, requester: Requester): boolean {
  if (!principals.except) {
    return namingOf(principals, requester) !== undefined;
  }
  const { entries } = principals;
  const namings = new Set(entries.map((entry) => namingBy(entry, requester)));
  const sparesAll = entries.some(({ kind }) => kind === 'everyone');
  return !sparesAll && !levelsOf(requester).every((level) => namings.has(level));
}

function levelsOf(requester: Requester): readonly Naming[] {
  switch (requester.kind) {
    case 'root':
      return ['account'];
    case 'user':
      return ['account', 'direct'];
    case 'roleSession':
    case 'federatedUser':
      return ['account', 'entity', 'direct'];
    default:
      return ['direct'];
  }
}

function namingBy(entry: Principal, requester: Requester): Naming | undefined {
  switch (entry.kind) {
    case 'everyone':
      return 'direct';
    case 'service':
      return requester.kind === 'service' && requester.name === entry.name ? 'direct' : undefined;
    case 'federated':
      return requester.kind === 'federated' && requester.provider === entry.provider ? 'direct' : undefined;
    case 'canonicalUser':
      return undefined;
    default:
      return hasAccount(requester) ? namingOfIdentity(entry, requester) : undefined;
  }
}

function namingOfIdentity(
  entry: Extract<Principal, { kind: 'account' | 'identity' | 'uniqueId' }>,
  requester: AccountRequester,
): Naming | undefined {
  switch (entry.kind) {
    case 'account':
      return accountOf(requester) === entry.accountId ? 'account' : undefined;
    case 'identity':
      if (requester.arn === entry.arn) {
        return 'direct';
      }
      return entityOf(requester) === entry.arn ? 'entity' : undefined;
    case 'uniqueId':
      return namingByUniqueId(entry.id, requester);
  }
}

function namingByUniqueId(id: string, requester: AccountRequester): Naming | undefined {
  if (requester.kind === 'user') {
    return requester.userId === id ? 'direct' : undefined;
  }
  return requester.kind === 'roleSession' && requester.userId?.split(':')[0] === id ? 'entity' : undefined;
}

/** The role or user behind a session. */
function entityOf(requester: AccountRequester): string | undefined {
  switch (requester.kind) {
    case 'roleSession':
      return requester.roleArn;
    case 'federatedUser':
      return requester.userArn;
    default:
      return undefined;
  }
}
