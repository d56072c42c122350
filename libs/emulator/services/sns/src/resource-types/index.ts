import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { snsSubscription } from './subscription';
import { snsTopic } from './topic';
import { snsTopicPolicy } from './topic-policy';

/** What CloudFormation can make of this service. */
export function snsResourceTypes(clients: OwnClients): ResourceType[] {
  return [snsSubscription(clients), snsTopic(clients), snsTopicPolicy(clients)];
}
