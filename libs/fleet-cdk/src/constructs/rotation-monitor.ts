import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { FleetConfig, FleetNames } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { Construct } from 'constructs';
import type { Arrivals } from './arrivals';
import type { DevicesTable } from './devices-table';
import { failuresDestination } from './failures-destination';
import { FleetFunction } from './fleet-function';
import { functionSettings } from './function-settings';
import { iotArn } from './iot-arn';
import { RotationSchedules } from './rotation-schedules';
import { allowAttending, allowChores } from './sweep-permissions';
import { SweepWorkers } from './sweep-workers';
import { SweepsTable } from './sweeps-table';

export interface RotationMonitorProps {
  config: FleetConfig;
  names: FleetNames;
  devices: DevicesTable;
  /** Where devices are looked at again that a sweep has cut off. */
  arrivals: Arrivals;
  /** Where a sweep ends that failed for good. */
  failures: IQueue;
  /** Folder of the rotation functions' bundle. */
  bundle: string;
}

/**
 * The daily sweep over the fleet's certificates. Lambda lets a function run for fifteen minutes: a sweep that takes
 * longer keeps its place in a table of its own and leaves a schedule for its continuation. A function that called
 * itself would be stopped by Lambda's recursive loop detection.
 */
export class RotationMonitor extends Construct {
  /** The schedule that calls the monitor every day. */
  readonly daily: CfnSchedule;

  constructor(scope: Construct, id: string, props: RotationMonitorProps) {
    super(scope, id);
    const { config, names, failures, bundle } = props;
    const sweeps = new SweepsTable(this, 'Sweeps', {
      tableName: names.sweepsTable,
      encryptionKey: props.devices.table.encryptionKey,
    });
    const schedules = new RotationSchedules(this, 'Schedules', names);
    const queue = this.workers(props)?.queue;
    const monitor = new FleetFunction(this, 'Monitor', {
      functionName: names.rotationMonitor,
      description: 'Finds devices with due certificates, warns them, and deactivates expired certificates.',
      bundle,
      handler: 'index.monitor',
      timeout: Duration.minutes(15),
      memoryMegabytes: 512,
      environment: {
        ...functionSettings(config),
        SCHEDULE_ROLE_ARN: schedules.role.roleArn,
        FAILURES_QUEUE_ARN: failures.queueArn,
        ...defined({ SWEEP_QUEUE_URL: queue?.queueUrl }),
      },
    });
    new EventInvokeConfig(this, 'Retries', {
      function: monitor.function,
      maxEventAge: Duration.hours(6),
      retryAttempts: 2,
      onFailure: failuresDestination(monitor, failures),
    });
    allowSweep(monitor, { names, devices: props.devices, sweeps: sweeps.table });
    allowContinuation(monitor, schedules);
    props.arrivals.allowSending(monitor);
    if (queue !== undefined) {
      monitor.allow(['sqs:SendMessage'], [queue.queueArn]);
    }
    this.daily = schedules.callDaily(monitor.function, failures);
  }

  private workers({
    config,
    names,
    devices,
    arrivals,
    failures,
    bundle,
  }: RotationMonitorProps): SweepWorkers | undefined {
    const { sweepWorkers: atOnce } = config;
    if (atOnce === undefined) {
      return undefined;
    }
    return new SweepWorkers(this, 'Workers', {
      config,
      names,
      arrivals,
      failures,
      bundle,
      atOnce,
      devices: devices.table,
    });
  }
}

function allowSweep(
  monitor: FleetFunction,
  { names, devices, sweeps }: { names: FleetNames; devices: DevicesTable; sweeps: Table },
): void {
  monitor.allow(['iot:SearchIndex', 'iot:GetStatistics'], [iotArn('index/AWS_Things')]);
  monitor.allow(['dynamodb:Query'], [devices.agendaArn]);
  monitor.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [sweeps.tableArn]);
  monitor.allowKeyOf(sweeps);
  monitor.allow(['iot:ListThingsInThingGroup'], [iotArn(`thinggroup/${names.thingGroup}`)]);
  monitor.allow(['iot:ListTargetsForPolicy'], [iotArn(`policy/${names.bootstrapPolicy}`)]);
  allowAttending(monitor, devices.table);
  allowChores(monitor);
}

/** The monitor makes schedules in the group, and hands them the role; neither can make them call anything else. */
function allowContinuation(monitor: FleetFunction, { role, anySchedule }: RotationSchedules): void {
  monitor.allow(['scheduler:CreateSchedule'], [anySchedule]);
  monitor.explainWildcard(
    anySchedule,
    'A continuation is named after its sweep, in the group of the fleet alone.',
  );
  monitor.allow(['iam:PassRole'], [role.roleArn], {
    StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
  });
}
