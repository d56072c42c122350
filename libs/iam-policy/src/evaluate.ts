import { firstAllowance, firstDenial, strongestGrant, typeOfResourcePolicy } from './applicable-policies';
import type { AccessRequest, ApplicablePolicies, Grant } from './applicable-policies';
import { arnField } from './arn';
import type { DecidingStatement, Decision, Denial, PolicyType } from './decision';
import { accountOf, hasAccount } from './requester';
import type { AccountRequester } from './requester';

/**
 * Decides as AWS does (user guide, "Policy evaluation logic" and "Cross-account policy evaluation logic"): an
 * explicit denial in any policy outweighs every allowance.
 */
export function evaluate(request: AccessRequest, policies: ApplicablePolicies): Decision {
  const { requester } = request;
  const denial = firstDenial(request, policies);
  if (denial) {
    return { decision: 'explicitDeny', statement: denial };
  }
  const grant = policies.resource && strongestGrant(request, policies.resource);
  if (!hasAccount(requester)) {
    return grant ? allowedBy(grant.statement) : lacking(typeOfResourcePolicy(policies));
  }
  return accountOf(requester) === accountOfResource(request, requester)
    ? decideWithinAccount(request, requester, policies, grant)
    : decideAcrossAccounts(request, requester, policies, grant);
}

function decideWithinAccount(
  request: AccessRequest,
  requester: AccountRequester,
  policies: ApplicablePolicies,
  grant: Grant | undefined,
): Decision {
  if (grant?.naming === 'direct') {
    return allowedBy(grant.statement);
  }
  const type = typeOfResourcePolicy(policies);
  if (!grant && (type === 'trust' || policies.resource?.mustAllow === true)) {
    return lacking(type);
  }
  if (grant?.naming === 'entity') {
    return limit(request, requester, policies, [grant.statement]);
  }
  return decideByIdentity(request, requester, policies);
}

/** Both accounts have to allow it. The requester's is asked first. */
function decideAcrossAccounts(
  request: AccessRequest,
  requester: AccountRequester,
  policies: ApplicablePolicies,
  grant: Grant | undefined,
): Decision {
  const own = decideByIdentity(request, requester, policies);
  if (own.decision !== 'allowed') {
    return own;
  }
  return grant ? allowedBy(...own.statements, grant.statement) : lacking(typeOfResourcePolicy(policies));
}

/** What the policies of the requester's own account say. */
function decideByIdentity(
  request: AccessRequest,
  requester: AccountRequester,
  policies: ApplicablePolicies,
): Decision {
  if (requester.kind === 'root') {
    return allowedBy();
  }
  const allowance = firstAllowance('identity', policies.identity ?? [], request);
  return allowance ? limit(request, requester, policies, [allowance]) : lacking('identity');
}

/** Boundary and session policies grant nothing: they have to allow what others grant. */
function limit(
  request: AccessRequest,
  requester: AccountRequester,
  { permissionsBoundary, session }: ApplicablePolicies,
  granting: readonly DecidingStatement[],
): Decision {
  const statements = [...granting];
  // A federated user without session policies has no permissions; a session of a role without them has all of the role.
  const sessionPolicies = session ?? (requester.kind === 'federatedUser' ? [] : undefined);
  const limits = [
    { type: 'permissionsBoundary', policies: permissionsBoundary && [permissionsBoundary] },
    { type: 'session', policies: sessionPolicies },
  ] as const;
  for (const { type, policies } of limits) {
    if (policies) {
      const allowance = firstAllowance(type, policies, request);
      if (!allowance) {
        return lacking(type);
      }
      statements.push(allowance);
    }
  }
  return allowedBy(...statements);
}

function accountOfResource(request: AccessRequest, requester: AccountRequester): string {
  const named = request.resourceAccount ?? arnField(request.resource, 'account');
  return named === undefined || named === '' ? accountOf(requester) : named;
}

function allowedBy(...statements: DecidingStatement[]): Decision {
  return { decision: 'allowed', statements };
}

function lacking(policyType: PolicyType): Denial {
  return { decision: 'implicitDeny', policyType };
}
