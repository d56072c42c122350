import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { FleetNames } from '@fleet/fleet-contract';

/** Whether a sweep begins by itself at its hour: a test that moves the time over that hour may want its own alone. */
export async function setDailySweep(
  scheduler: Scheduler,
  { scheduleGroup, rotationSchedule }: FleetNames,
  state: 'ENABLED' | 'DISABLED',
): Promise<void> {
  const daily = { GroupName: scheduleGroup, Name: rotationSchedule };
  const { ScheduleExpression, FlexibleTimeWindow, Target } = await scheduler.getSchedule(daily);
  await scheduler.updateSchedule({ ...daily, ScheduleExpression, FlexibleTimeWindow, Target, State: state });
}
