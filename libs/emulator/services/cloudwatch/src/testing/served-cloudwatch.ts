import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { serveServices } from '@fleet/served-services';
import type { AlarmTargets } from '../alarms/alarm-actions';
import { createCloudWatchService } from '../index';
import type { CloudWatchService } from '../index';

/** What an alarm sent to a topic or a function. */
export interface SentByAlarm {
  readonly to: string;
  readonly alarmArn: string;
  readonly subject?: string;
  readonly message: unknown;
}

/** CloudWatch behind HTTP, at a time of its own, with topics and functions that note what they are sent. */
export async function serveCloudWatch(startAt: Date) {
  const sent: SentByAlarm[] = [];
  const problems: string[] = [];
  let isBroken: (arn: string) => boolean = () => false;
  let running: CloudWatchService | undefined;
  const take = async (what: SentByAlarm): Promise<void> => {
    await Promise.resolve();
    if (isBroken(what.to)) {
      throw new TargetUnavailableError('the target is away');
    }
    sent.push(what);
  };
  const targets: AlarmTargets = {
    topic: ({ topicArn: to, alarmArn }, { subject, text }) =>
      take({ to, alarmArn, subject, message: JSON.parse(text) }),
    function: ({ functionArn: to, alarmArn }, event) => take({ to, alarmArn, message: JSON.parse(event) }),
  };
  const cloud = await serveServices((ground) => {
    running = createCloudWatchService({ ...ground, targets, onProblem: (message) => problems.push(message) });
    return [running.service];
  });
  const setTime = (time: Date): void => cloud.clock.setOffset(time.getTime() - Date.now());
  setTime(startAt);
  let client = new CloudWatch(cloud.client);
  const started = (): CloudWatchService => {
    if (running === undefined) {
      throw new TypeError('the service was made before');
    }
    return running;
  };
  return {
    setTime,
    sent,
    problems,
    get client() {
      return client;
    },
    /** Settings for other clients. */
    get settings() {
      return cloud.client;
    },
    get service() {
      return started();
    },
    breakTargets: (broken: (arn: string) => boolean) => (isBroken = broken),
    /** Lets everything happen that is due now. */
    async settled(): Promise<void> {
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise<void>((resolve) => cloud.clock.at(cloud.clock.now(), resolve));
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    async restart(meanwhile: () => void = () => undefined): Promise<void> {
      await started().close();
      meanwhile();
      await cloud.restart();
      client.destroy();
      client = new CloudWatch(cloud.client);
    },
    async close(): Promise<void> {
      client.destroy();
      await started().close();
      await cloud.close();
    },
  };
}

export type ServedCloudWatch = Awaited<ReturnType<typeof serveCloudWatch>>;

export class TargetUnavailableError extends Error {
  override readonly name = 'TargetUnavailableError';
}
