import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { eventually } from '@fleet/eventually';
import { fleetMetrics, metricNamespace, type FleetConfig } from '@fleet/fleet-contract';
import { sdkSettings, setDailySweep, synthesiseFleet } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { operate, startEmptyCloud, type TestCloud } from '../deployment/test-cloud';
import { CloudFaults } from '../faults/cloud-faults';
import { workspaceRoot } from '../workspace';
import { AlarmMails, type AlarmMail } from './alarm-mails';
import { letTimePass } from './passing-time';

const operatorsAddress = 'operator@example.com';

/** Whoever is called has said that it failed. */
export class SweepFailedError extends Error {
  override readonly name = 'SweepFailedError';
}

/** A fleet with alarms in a cloud of its own, and its operator, who gets a mail when one rings. */
export class WatchedFleet {
  readonly fleet: DeployedFleet;
  readonly faults: CloudFaults;
  readonly cloudWatch: CloudWatch;
  private readonly lambda: Lambda;
  private readonly scheduler: Scheduler;
  private readonly mails: AlarmMails;

  private constructor(
    readonly testCloud: TestCloud,
    resourceTag: string,
  ) {
    const settings = sdkSettings(testCloud.cloud.endpoints);
    this.fleet = new DeployedFleet(testCloud, resourceTag);
    this.faults = new CloudFaults(testCloud.cloud);
    this.cloudWatch = new CloudWatch(settings);
    this.lambda = new Lambda(settings);
    this.scheduler = new Scheduler(settings);
    this.mails = new AlarmMails(testCloud.cloud.dataDirectory);
    testCloud.resources.defer(() => {
      [this.cloudWatch, this.lambda, this.scheduler].forEach((client) => client.destroy());
    });
  }

  static async start(resources: ResourceStack, config: Partial<FleetConfig>): Promise<WatchedFleet> {
    const testCloud = await startEmptyCloud(resources);
    const { cloud, folder } = testCloud;
    const resourceTag = 'watched';
    const environment = await synthesiseFleet(
      { resourceTag, models: ['model-1'], alarmEmail: operatorsAddress, ...config },
      join(folder, resourceTag),
      { workspaceRoot, resources, environment: cloud.environment },
    );
    await operate(testCloud, ['deploy'], environment).succeed();
    return new WatchedFleet(testCloud, resourceTag);
  }

  now(): Promise<Date> {
    return this.pass(0);
  }

  /** Some time passes. */
  pass(millis: number): Promise<Date> {
    return letTimePass(this.testCloud.cloud.dataDirectory, millis);
  }

  /** What happens within a minute is never in two periods of an alarm, of which the later one calms it for a while. */
  async beginMinute(): Promise<void> {
    const minute = 60_000;
    await this.pass(minute - ((await this.now()).getTime() % minute));
  }

  async move(change: string): Promise<void> {
    await this.testCloud.cloud.moveTime(change);
  }

  setDailySweep(state: 'ENABLED' | 'DISABLED'): Promise<void> {
    return setDailySweep(this.scheduler, this.fleet.names, state);
  }

  /** Has a sweep made, as its operator would, and alarms look at what it has found. @throws SweepFailedError */
  async sweep(): Promise<void> {
    const scheduledTime = (await this.now()).toISOString();
    const { Payload, FunctionError } = await this.lambda.invoke({
      FunctionName: this.fleet.names.rotationMonitor,
      Payload: JSON.stringify({ scheduledTime, ifBusy: 'end' }),
    });
    const answer = Payload?.transformToString() ?? '';
    if (FunctionError !== undefined) {
      throw new SweepFailedError(answer);
    }
    assert.match(answer, /"outcome":"done"/);
    await this.countsSweep();
    await this.pass(60_000);
  }

  /** Waits until a sweep of the last hours is a metric. */
  async countsSweep(): Promise<void> {
    const now = (await this.now()).getTime();
    await eventually('sweep that is done, as a metric', async () => {
      const { Datapoints = [] } = await this.cloudWatch.getMetricStatistics({
        Namespace: metricNamespace,
        MetricName: fleetMetrics.sweepsDone,
        Dimensions: [{ Name: 'fleet', Value: this.fleet.names.resourceTag }],
        StartTime: new Date(now - 2 * 3_600_000),
        EndTime: new Date(now + 3_600_000),
        Period: 3_600,
        Statistics: ['Sum'],
      });
      return Datapoints.length > 0 ? Datapoints : undefined;
    });
  }

  /** A day later, with its sweep. */
  async passDay(): Promise<void> {
    await this.pass(86_400_000);
    await this.sweep();
  }

  /** Names of the alarms that are not calm, without the fleet's tag. */
  async ringing(): Promise<readonly string[]> {
    const { MetricAlarms = [] } = await this.cloudWatch.describeAlarms({});
    const loud = MetricAlarms.filter(
      ({ StateValue: state, InsufficientDataActions: actions = [], StateReason: reason = '' }) =>
        state === 'ALARM' ||
        (state === 'INSUFFICIENT_DATA' && actions.length > 0 && !reason.startsWith('Unchecked')),
    );
    return loud.map(({ AlarmName }) => this.kindOf(AlarmName ?? '')).sort();
  }

  /**
   * Waits for the mails of these alarms.
   * @returns the mails that have come since they were asked for the last time, by what has sent them
   */
  async rang(...expected: readonly string[]): Promise<ReadonlyMap<string, AlarmMail>> {
    const mails = new Map<string, AlarmMail>();
    await eventually(
      `mails of ${expected.join(', ')}; there are ${[...mails.keys()].join(', ')}`,
      async () => {
        for (const mail of await this.mails.take()) {
          mails.set(this.kindOf(mail.alarm), mail);
        }
        return expected.every((each) => mails.has(each)) ? mails : undefined;
      },
    );
    for (const [kind, { to, text }] of mails) {
      assert.equal(to, operatorsAddress);
      assert.match(text, new RegExp(`What to do: docs/runbooks.md#${kind.split('_')[0] ?? kind}`));
    }
    return mails;
  }

  private kindOf(alarm: string): string {
    return alarm.replace(`${this.fleet.names.resourceTag}_`, '');
  }
}
