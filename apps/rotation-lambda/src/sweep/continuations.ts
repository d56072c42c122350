import { formatCertDate } from '@fleet/cert-dates';
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { FleetNames } from '@fleet/fleet-contract';
import type { Continuation } from './sweep-event';

/**
 * Leaves word for another round of a sweep. By a schedule and not by the function calling itself: AWS stops a
 * function that does that after some sixteen rounds (Lambda developer guide, recursive loop detection).
 */
export interface Continuations {
  /** @param at when, in whole seconds; EventBridge Scheduler is right to within a minute */
  schedule(continuation: Continuation, scheduledTime: Date, at: Date): Promise<void>;
  /** The same for a sweep that could not begin, as another was at work. */
  comeAgain(scheduledTime: Date, at: Date): Promise<void>;
}

export interface ContinuationOptions {
  readonly scheduler: SchedulerClient;
  readonly names: Pick<FleetNames, 'resourceTag' | 'scheduleGroup'>;
  /** The function to invoke: the one that is running. */
  readonly functionArn: string;
  /** What EventBridge Scheduler may use to invoke it. */
  readonly roleArn: string;
  /** Where an order ends that the function did not take. */
  readonly failuresArn: string;
}

/** {@link Continuations} over EventBridge Scheduler. Needs `scheduler:CreateSchedule` and `iam:PassRole` on the role. */
export function createContinuations(options: ContinuationOptions): Continuations {
  const { scheduler, names, functionArn, roleArn, failuresArn } = options;
  const once = async (name: string, event: object, at: Date): Promise<void> => {
    try {
      await scheduler.send(
        new CreateScheduleCommand({
          Name: `${names.resourceTag}_${name}`,
          GroupName: names.scheduleGroup,
          ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: functionArn,
            RoleArn: roleArn,
            Input: JSON.stringify(event),
            RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3_600 },
            DeadLetterConfig: { Arn: failuresArn },
          },
        }),
      );
    } catch (error) {
      // This very round was scheduled before: the function was killed right after, or an answer was lost.
      if (!(error instanceof ConflictException)) {
        throw error;
      }
    }
  };
  return {
    schedule: ({ sweepId, round }, scheduledTime, at) =>
      once(
        `${sweepId}_${round}`,
        { scheduledTime: scheduledTime.toISOString(), continuation: { sweepId, round } },
        at,
      ),
    comeAgain: (scheduledTime, at) =>
      once(
        `again_${formatCertDate(scheduledTime)}_${at.getTime()}`,
        { scheduledTime: scheduledTime.toISOString() },
        at,
      ),
  };
}
