import { defineService } from '@fleet/aws-wire';
import type { AwsService, RoleTrust } from '@fleet/aws-wire';
import { strongConsistency } from '@fleet/consistency';
import type { Consistency } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { NamedPolicy } from '@fleet/iam-policy';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import type { IamParts } from './iam-parts';
import { managedPolicyHandlers } from './managed-policy-handlers';
import { PolicyRepository } from './policy-repository';
import { RoleChanges } from './role-changes';
import { roleHandlers } from './role-handlers';
import { roleArn } from './roles';
import { PermissionReader } from './role-permissions';
import type { RolePermissions } from './role-permissions';
import { rolePolicyHandlers } from './role-policy-handlers';
import { RoleRepository } from './role-repository';
import type { GrantedRole, Role } from './role-repository';
import { trustsService } from './trust-policy';

export { iamResourceTypes } from './resource-types';
export { awaitingRoles } from './role-changes';
export type { AwaitRoles } from './role-changes';
export type { RolePermissions } from './role-permissions';
export interface IamService {
  readonly service: AwsService;
  /** The role with this ARN, or undefined when there is none. */
  role(arn: string): Role | undefined;
  /** The role with this ARN as a service sees it, which may lag; `undefined` when it sees none. */
  roleSeenBy(service: string, arn: string): Role | undefined;
  readonly roleTrust: RoleTrust;
  /** What the role with this ARN may do, as a service sees it; `undefined` when it sees none. */
  permissionsOf(service: string, roleArn: string): RolePermissions | undefined;
  /** A managed policy, of the account or of AWS, as a service sees it; `undefined` when it is not there. */
  managedPolicy(service: string, arn: string): NamedPolicy | undefined;
}

export interface IamServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly accountId: string;
  /** Told of a policy of AWS that is attached, and whose document is not known here: it allows nothing. */
  readonly onUnknownPolicy?: (policyArn: string) => void;
  /** Told of a condition key that a trust policy asks for, and the service does not bring. */
  readonly onMissingKey?: ((key: string) => void) | undefined;
  /** How soon changes are visible; at once where it is absent. */
  readonly consistency?: Consistency | undefined;
}

/** AWS IAM: roles and policies are checked, stored and returned, and read when the cloud decides. */
export function createIamService(options: IamServiceOptions): IamService {
  const { store, clock, consistency = strongConsistency } = options;
  const roles = new RoleRepository(store);
  const policies = new PolicyRepository(store);
  const roleChanges = new RoleChanges(consistency, clock, roles, policies);
  const parts: IamParts = {
    onUnknownPolicy: () => undefined,
    ...options,
    roles,
    roleChanges,
    policies,
  };
  const reader = new PermissionReader(parts);
  const withArn = <Found extends Role>(arn: string, role: Found | undefined): Found | undefined =>
    role !== undefined && roleArn(parts.accountId, role) === arn ? role : undefined;
  const roleOf = (arn: string): Role | undefined => withArn(arn, roles.granted(nameIn(arn)));
  const roleSeenBy = (service: string, arn: string): GrantedRole | undefined =>
    withArn(arn, roleChanges.seenBy(service, nameIn(arn)));
  return {
    service: defineService({
      scope: 'iam',
      sdk: () => import('@aws-sdk/client-iam'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources(parts),
        keys: actionConditionKeys(parts),
        tags: (arn) => {
          const role = roleOf(arn);
          return role && Object.fromEntries(roles.tags(role.name).map(({ Key, Value }) => [Key, Value]));
        },
      },
      handlers: { ...roleHandlers(parts), ...rolePolicyHandlers(parts), ...managedPolicyHandlers(parts) },
    }),
    role: roleOf,
    roleSeenBy,
    permissionsOf: (service, arn) => {
      const role = roleSeenBy(service, arn);
      return role && reader.ofRole(service, role);
    },
    managedPolicy: (service, arn) => (reader.knows(arn) ? reader.managed(service, arn) : undefined),
    roleTrust: (arn, name, sourceArn) => {
      const role = roleSeenBy(name, arn);
      const now = new Date(parts.clock.nowMillis());
      const { accountId, onMissingKey: onMissing } = options;
      const service = { name, accountId, sourceArn };
      return (
        role !== undefined &&
        trustsService({ arn, trustPolicy: role.trustPolicy }, service, { now, onMissing })
      );
    },
  };
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
