import { defineService } from '@fleet/aws-wire';
import type { AwsService, RoleTrust } from '@fleet/aws-wire';
import type { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { groupNameIn } from './arns';
import { authorizationReference } from './authorization-reference';
import { Deliveries } from './deliveries';
import type { DeliveriesOptions, SendToTarget } from './deliveries';
import { DeliveryRepository } from './delivery-repository';
import { GroupRepository } from './group-repository';
import { groupHandlers } from './group-handlers';
import { ScheduleRepository } from './schedule-repository';
import { ScheduleRunner } from './schedule-runner';
import type { SchedulerParts } from './scheduler-parts';
import { scheduleHandlers } from './schedule-handlers';
import { tagHandlers } from './tag-handlers';

export { schedulerResourceTypes } from './resource-types';
export interface SchedulerServiceOptions {
  readonly store: Store;
  readonly clock: SettableClock;
  readonly region: string;
  readonly accountId: string;
  readonly send: SendToTarget;
  readonly roleTrust: RoleTrust;
  /** Told of each try to reach a target, by the group of the schedule. */
  readonly onAttempt?: DeliveriesOptions['onAttempt'];
  /** Called with errors for which no caller is left. */
  readonly onProblem: (message: string, error?: unknown) => void;
}

export interface SchedulerService {
  readonly service: AwsService;
  /** Fires what came while nothing ran, and from now on in time; to be called once targets can be reached. */
  start(): void;
  /** Waits for the invocations under way; what is not done with stays for the next start. */
  close(): Promise<void>;
}

/** Amazon EventBridge Scheduler, by the cloud's time. */
export function createSchedulerService(options: SchedulerServiceOptions): SchedulerService {
  const { store, clock, region, accountId, send, roleTrust, onProblem } = options;
  const place = { region, accountId };
  const groups = new GroupRepository(store, clock);
  const schedules = new ScheduleRepository(store);
  const deliveryRepository = new DeliveryRepository(store);
  const ground = { store, clock, place, schedules };
  const deliveries = new Deliveries({
    ...ground,
    deliveries: deliveryRepository,
    send,
    onAttempt: options.onAttempt,
    onProblem,
  });
  const runner = new ScheduleRunner({ ...ground, deliveryRepository, deliveries });
  const parts: SchedulerParts = { store, clock, groups, schedules, runner, roleTrust };
  const stopListening = clock.onMoved(() => runner.clockMoved());
  return {
    service: defineService({
      scope: 'scheduler',
      sdk: () => import('@aws-sdk/client-scheduler'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys,
        tags: (arn) => {
          const name = groupNameIn(arn);
          return name === undefined ? undefined : groups.find(name)?.tags;
        },
      },
      handlers: { ...scheduleHandlers(parts), ...groupHandlers(parts), ...tagHandlers(parts) },
    }),
    start: () => runner.start(),
    async close() {
      stopListening();
      runner.stop();
      await deliveries.close();
    },
  };
}
