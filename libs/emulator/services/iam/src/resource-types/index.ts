import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import type { AwaitRoles } from '../role-changes';
import { iamManagedPolicy } from './managed-policy';
import { iamPolicy } from './policy';
import { iamRole } from './role';

/** What CloudFormation can make of this service. */
export function iamResourceTypes(clients: OwnClients, awaitRoles: AwaitRoles): ResourceType[] {
  return [
    iamManagedPolicy(clients, awaitRoles),
    iamPolicy(clients, awaitRoles),
    iamRole(clients, awaitRoles),
  ];
}
