import type * as Scheduler from '@aws-sdk/client-scheduler';
import type { RoleTrust, ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { GroupRepository } from './group-repository';
import type { ScheduleRepository } from './schedule-repository';
import type { ScheduleRunner } from './schedule-runner';

export type SchedulerHandlers = ServiceHandlers<typeof Scheduler>;

/** What the handlers of EventBridge Scheduler's API share. */
export interface SchedulerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly groups: GroupRepository;
  readonly schedules: ScheduleRepository;
  readonly runner: ScheduleRunner;
  readonly roleTrust: RoleTrust;
}
