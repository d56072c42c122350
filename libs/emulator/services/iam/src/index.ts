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
  /** The role with this ARN, or undefined when there is none. */
  role(arn: string): Role | undefined;
  readonly roleTrust: RoleTrust;
}

/** AWS IAM: roles and policies are checked, stored and returned. Trust policies are enforced; the others are not. */
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
    role: roleOf,
    roleTrust: (arn, service) => {
      const role = roleOf(arn);
      const now = new Date(parts.clock.nowMillis());
      const { accountId } = parts;
      return (
        role !== undefined &&
        trustsService({ arn, trustPolicy: role.trustPolicy }, service, { accountId, now })
      );
    },
  };
}
