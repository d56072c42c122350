import assert from 'node:assert/strict';
import type { IAM } from '@aws-sdk/client-iam';
import {
  actionsOf,
  parseRolePolicy,
  policyWithout,
  type GrantedAction,
  type RolePolicy,
} from './role-policy';
import type { StackResources } from './stack-resources';

/** One action that a role of the stack may do, on one resource. */
export interface Permission extends GrantedAction {
  /** For people, and the same in every deployment: role, action and resource by the names of the CDK app. */
  readonly label: string;
  /** The role's name in the account. */
  readonly roleName: string;
  readonly policyName: string;
}

interface InlinePolicy {
  readonly roleName: string;
  readonly policyName: string;
  readonly text: string;
  readonly policy: RolePolicy;
}

/** A managed policy that a role has. */
export interface AttachedPolicy {
  readonly role: string;
  readonly policyArn: string;
}

/** The roles of a deployed stack, as IAM has them. Any of their permissions can be denied, and is allowed again. */
export class DeployedRoles {
  private constructor(
    private readonly iam: IAM,
    private readonly policies: readonly InlinePolicy[],
    readonly permissions: readonly Permission[],
    readonly attached: readonly AttachedPolicy[],
  ) {}

  static async read(iam: IAM, stack: StackResources): Promise<DeployedRoles> {
    const policies: InlinePolicy[] = [];
    const permissions: Permission[] = [];
    const attached: AttachedPolicy[] = [];
    for (const { roleName, role } of await rolesOf(iam, stack)) {
      for (const inline of await inlinePolicies(iam, roleName)) {
        policies.push(inline);
        const { policyName } = inline;
        for (const granted of actionsOf(inline.policy)) {
          const label = `${role}: ${granted.action} on ${stack.show(granted.resource)}`;
          permissions.push({ ...granted, label, roleName, policyName });
        }
      }
      const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName: roleName });
      attached.push(...AttachedPolicies.map(({ PolicyArn = '' }) => ({ role, policyArn: PolicyArn })));
    }
    return new DeployedRoles(iam, policies, permissions, attached);
  }

  /** The only permission of that label: what is granted twice cannot be denied by taking one away. */
  find(label: string): Permission {
    const [found, ...others] = this.permissions.filter((permission) => permission.label === label);
    assert(
      found !== undefined,
      `The stack grants "${label}". If it does not any more, take it from the list.`,
    );
    assert(others.length === 0, `The stack grants "${label}" once`);
    return found;
  }

  /** Takes exactly these permissions from their roles, and gives all others back. */
  async denyOnly(denied: readonly Permission[]): Promise<void> {
    for (const { roleName, policyName, policy, text } of this.policies) {
      const ofPolicy = denied.filter(
        (permission) => permission.roleName === roleName && permission.policyName === policyName,
      );
      const left = policyWithout(policy, ofPolicy);
      if (left === undefined) {
        await this.iam.deleteRolePolicy({ RoleName: roleName, PolicyName: policyName });
      } else {
        await this.iam.putRolePolicy({
          RoleName: roleName,
          PolicyName: policyName,
          PolicyDocument: ofPolicy.length === 0 ? text : JSON.stringify(left),
        });
      }
    }
  }
}

async function rolesOf(iam: IAM, stack: StackResources) {
  const roles: { readonly roleName: string; readonly role: string }[] = [];
  let marker: string | undefined;
  do {
    const page = await iam.listRoles({ Marker: marker });
    for (const { RoleName = '' } of page.Roles ?? []) {
      const role = stack.logicalName(RoleName);
      if (role !== undefined) {
        roles.push({ roleName: RoleName, role });
      }
    }
    marker = page.Marker;
  } while (marker !== undefined);
  return roles;
}

async function inlinePolicies(iam: IAM, roleName: string): Promise<readonly InlinePolicy[]> {
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: roleName });
  return Promise.all(
    PolicyNames.map(async (policyName) => {
      const { PolicyDocument = '' } = await iam.getRolePolicy({ RoleName: roleName, PolicyName: policyName });
      const text = decodeURIComponent(PolicyDocument);
      return { roleName, policyName, text, policy: parseRolePolicy(text) };
    }),
  );
}
