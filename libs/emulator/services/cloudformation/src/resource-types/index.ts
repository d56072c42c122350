import type { ResourceType } from '@fleet/resource-types';
import { cdkMetadata } from './cdk-metadata';

/** What CloudFormation can make of this service. */
export function cloudFormationResourceTypes(): ResourceType[] {
  return [cdkMetadata()];
}
