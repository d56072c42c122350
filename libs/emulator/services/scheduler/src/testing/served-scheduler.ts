import { Scheduler } from '@aws-sdk/client-scheduler';
import type { CreateScheduleCommandInput, Target } from '@aws-sdk/client-scheduler';
import { serveServices } from '@fleet/served-services';
import { createSchedulerService } from '../index';
import type { SchedulerService } from '../index';
import type { SendToTarget } from '../deliveries';

export const queueArn = 'arn:aws:sqs:us-east-1:123456789012:work';
export const deadLettersArn = 'arn:aws:sqs:us-east-1:123456789012:dead-letters';
export const roleArn = 'arn:aws:iam::123456789012:role/scheduler';
/** A role that does not let the service assume it; every other one does. */
export const untrustingRoleArn = 'arn:aws:iam::123456789012:role/untrusting';

/** What a target was sent. */
export interface Sent {
  readonly roleArn: string;
  readonly targetArn: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A schedule of every day at three, whose target gets the time. */
export function daily(
  more: Partial<CreateScheduleCommandInput> = {},
  target: Partial<Target> = {},
): CreateScheduleCommandInput {
  return {
    Name: 'daily',
    ScheduleExpression: 'cron(0 3 * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ...more,
    Target: { Arn: queueArn, RoleArn: roleArn, Input: '<aws.scheduler.scheduled-time>', ...target },
  };
}

/** EventBridge Scheduler behind HTTP, with targets that note what they are sent. */
export async function serveScheduler(startAt: Date) {
  const sent: Sent[] = [];
  const problems: string[] = [];
  const waiting = new Set<() => void>();
  let broken: (targetArn: string) => boolean = () => false;
  let running: SchedulerService | undefined;
  const send: SendToTarget = async (role, targetArn, body, attributes = {}) => {
    await Promise.resolve();
    sent.push({ roleArn: role.roleArn, targetArn, body, attributes });
    for (const resume of waiting) {
      resume();
    }
    waiting.clear();
    if (broken(targetArn)) {
      throw new TargetUnavailableError('the target is away');
    }
  };
  const cloud = await serveServices((ground) => {
    running = createSchedulerService({
      ...ground,
      send,
      roleTrust: (arn) => arn !== untrustingRoleArn,
      onProblem: (message) => problems.push(message),
    });
    return [running.service];
  });
  const setTime = (time: Date): void => cloud.clock.setOffset(time.getTime() - Date.now());
  setTime(startAt);
  running?.start();
  let client = new Scheduler(cloud.client);
  return {
    sent,
    problems,
    setTime,
    get client() {
      return client;
    },
    /** Makes targets refuse what they are sent. */
    breakTargets: (isBroken: (targetArn: string) => boolean) => (broken = isBroken),
    /** Waits until `count` were sent in all. @returns the texts */
    async bodies(count: number): Promise<string[]> {
      while (sent.length < count) {
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
      return sent.map(({ body }) => body);
    },
    /** Lets everything happen that is due now. */
    async settled(): Promise<void> {
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise<void>((resolve) => cloud.clock.at(cloud.clock.now(), resolve));
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    /** Ends the service, lets `meanwhile` happen, and opens it again on the same data. */
    async restart(meanwhile: () => void): Promise<void> {
      await running?.close();
      meanwhile();
      await cloud.restart();
      client.destroy();
      client = new Scheduler(cloud.client);
      running?.start();
    },
    async close(): Promise<void> {
      client.destroy();
      await running?.close();
      await cloud.close();
    },
  };
}

export type ServedScheduler = Awaited<ReturnType<typeof serveScheduler>>;

export class TargetUnavailableError extends Error {
  override readonly name = 'TargetUnavailableError';
}
