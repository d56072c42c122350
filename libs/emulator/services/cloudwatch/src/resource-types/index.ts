import type { ResourceType } from '@fleet/resource-types';
import { cloudWatchAlarm } from './alarm';

/** What CloudFormation can make of this service. */
export function cloudWatchResourceTypes(): ResourceType[] {
  return [cloudWatchAlarm()];
}
