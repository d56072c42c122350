import type { AccessRequest } from './applicable-policies';
import type { Denial, PolicyType } from './decision';
import { nameOf } from './requester';

/** What AWS calls the types of policies, after "no" and after "an explicit deny in". */
const names: Readonly<Record<PolicyType, { readonly lacking: string; readonly denying: string }>> = {
  identity: { lacking: 'identity-based policy', denying: 'an identity-based policy' },
  permissionsBoundary: { lacking: 'permissions boundary', denying: 'a permissions boundary' },
  resource: { lacking: 'resource-based policy', denying: 'a resource-based policy' },
  session: { lacking: 'session policy', denying: 'a session policy' },
  trust: { lacking: 'role trust policy', denying: 'the role trust policy' },
};

/**
 * The message of AccessDenied (user guide, "Troubleshoot access denied error messages"). Services differ: some leave
 * the reason out.
 */
export function accessDeniedMessage(
  { requester, action, resource }: Pick<AccessRequest, 'requester' | 'action' | 'resource'>,
  denial: Denial,
): string {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  return `User: ${nameOf(requester)} is not authorized to perform: ${action}${on} ${reason(action, denial)}`;
}

function reason(action: string, denial: Denial): string {
  if (denial.decision === 'implicitDeny') {
    return `because no ${names[denial.policyType].lacking} allows the ${action} action`;
  }
  const { policyType, policyArn } = denial.statement;
  // Documented: AWS security blog, "Enhanced access denied error messages with policy ARNs" (2026).
  const arn = policyArn === undefined ? '' : `: ${policyArn}`;
  return `with an explicit deny in ${names[policyType].denying}${arn}`;
}
