import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { ssmParameter } from './parameter';

/** What CloudFormation can make of this service. */
export function ssmResourceTypes(clients: OwnClients): ResourceType[] {
  return [ssmParameter(clients)];
}
