import { Scheduler } from '@aws-sdk/client-scheduler';
import type { FleetNames } from '@fleet/fleet-contract';
import type { LocalEndpoints } from '@fleet/local-endpoints';
import { sdkSettings } from './fleet-bucket';

/** Whether a sweep begins by itself at its hour: whoever is at work over that hour may want its own sweeps alone. */
export async function setDailySweep(
  scheduler: Scheduler,
  { scheduleGroup, rotationSchedule }: FleetNames,
  state: 'ENABLED' | 'DISABLED',
): Promise<void> {
  const daily = { GroupName: scheduleGroup, Name: rotationSchedule };
  const { ScheduleExpression, FlexibleTimeWindow, Target } = await scheduler.getSchedule(daily);
  await scheduler.updateSchedule({ ...daily, ScheduleExpression, FlexibleTimeWindow, Target, State: state });
}

/** From then on sweeps are only those that are ordered. */
export async function holdDailySweep(endpoints: LocalEndpoints, names: FleetNames): Promise<void> {
  const scheduler = new Scheduler(sdkSettings(endpoints));
  try {
    await setDailySweep(scheduler, names, 'DISABLED');
  } finally {
    scheduler.destroy();
  }
}
