import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { ecrRepository } from './repository';

/** What CloudFormation can make of this service. */
export function ecrResourceTypes(clients: OwnClients): ResourceType[] {
  return [ecrRepository(clients)];
}
