import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { dynamodbTable } from './table';

/** What CloudFormation can make of this service. */
export function dynamoDbResourceTypes(clients: OwnClients): ResourceType[] {
  return [dynamodbTable(clients)];
}
