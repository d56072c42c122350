import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { s3BucketPolicy } from './bucket-policy';
import { s3Bucket } from './bucket';

/** What CloudFormation can make of this service. */
export function s3ResourceTypes(clients: OwnClients): ResourceType[] {
  return [s3BucketPolicy(clients), s3Bucket(clients)];
}
