import { defineService } from '@fleet/aws-wire';
import type { AwsService, RoleTrust } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import type { IamParts } from './iam-parts';
import { managedPolicyHandlers } from './managed-policy-handlers';
import { PolicyRepository } from './policy-repository';
import { roleArn, roleHandlers } from './role-handlers';
import { rolePolicyHandlers } from './role-policy-handlers';
import { RoleRepository } from './role-repository';
import type { Role } from './role-repository';
import { trustsService } from './trust-policy';

export { iamResourceTypes } from './resource-types';
export interface IamService {
  readonly service: AwsService;
  /** The unique id of a role (`AROA...`), or undefined when there is no such role. */
  roleId(arn: string): string | undefined;
  readonly roleTrust: RoleTrust;
}

/** AWS IAM: roles and policies are stored and returned, but not enforced. */
export function createIamService(options: { store: Store; clock: Clock; accountId: string }): IamService {
  const parts: IamParts = {
    ...options,
    roles: new RoleRepository(options.store),
    policies: new PolicyRepository(options.store),
  };
  const roleOf = (arn: string): Role | undefined => {
    const role = parts.roles.find(arn.slice(arn.lastIndexOf('/') + 1));
    return role !== undefined && roleArn(parts.accountId, role) === arn ? role : undefined;
  };
  return {
    service: defineService({
      scope: 'iam',
      sdk: () => import('@aws-sdk/client-iam'),
      accepts: acceptedInput,
      handlers: { ...roleHandlers(parts), ...rolePolicyHandlers(parts), ...managedPolicyHandlers(parts) },
    }),
    roleId: (arn) => roleOf(arn)?.id,
    roleTrust: (arn, service) => {
      const role = roleOf(arn);
      return role !== undefined && trustsService(role.trustPolicy, service);
    },
  };
}
