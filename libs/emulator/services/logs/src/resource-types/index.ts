import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { logsLogGroup } from './log-group';

/** What CloudFormation can make of this service. */
export function logsResourceTypes(clients: OwnClients): ResourceType[] {
  return [logsLogGroup(clients)];
}
