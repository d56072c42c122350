import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { cloudWatchAlarm } from './alarm';
import { cloudWatchDashboard } from './dashboard';

/** What CloudFormation can make of this service. */
export function cloudWatchResourceTypes(clients: OwnClients): ResourceType[] {
  return [cloudWatchAlarm(clients), cloudWatchDashboard(clients)];
}
