import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { schedulerScheduleGroup } from './schedule-group';
import { schedulerSchedule } from './schedule';

/** What CloudFormation can make of this service. */
export function schedulerResourceTypes(clients: OwnClients): ResourceType[] {
  return [schedulerScheduleGroup(clients), schedulerSchedule(clients)];
}
