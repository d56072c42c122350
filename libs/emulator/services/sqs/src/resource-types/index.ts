import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { sqsQueuePolicy } from './queue-policy';
import { sqsQueue } from './queue';

/** What CloudFormation can make of this service. */
export function sqsResourceTypes(clients: OwnClients): ResourceType[] {
  return [sqsQueuePolicy(clients), sqsQueue(clients)];
}
