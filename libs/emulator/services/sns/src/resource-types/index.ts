import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { snsSubscription } from './subscription';
import { snsTopic } from './topic';

/** What CloudFormation can make of this service. */
export function snsResourceTypes(clients: OwnClients): ResourceType[] {
  return [snsSubscription(clients), snsTopic(clients)];
}
