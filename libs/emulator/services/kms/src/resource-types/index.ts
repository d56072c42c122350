import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { kmsAlias } from './alias';
import { kmsKey } from './key';

/** What CloudFormation can make of this service. */
export function kmsResourceTypes(clients: OwnClients): ResourceType[] {
  return [kmsAlias(clients), kmsKey(clients)];
}
