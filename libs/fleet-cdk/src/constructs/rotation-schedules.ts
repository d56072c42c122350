import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';

/** When nobody is at work in most of the world's time zones, and the day has changed in UTC. */
const daily = 'cron(0 3 * * ? *)';

/**
 * The schedules that call the monitor: one every day, and one, once, for each sweep that has to go on, which the
 * monitor makes itself. All are in a group of their own, and go with it.
 */
export class RotationSchedules extends Construct {
  /** With which every schedule of the group calls the monitor. */
  readonly role: Role;
  /** Any schedule of the group. */
  readonly anySchedule: string;
  private readonly group: CfnScheduleGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly names: FleetNames,
  ) {
    super(scope, id);
    const arn = (resource: string) =>
      `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
    this.group = new CfnScheduleGroup(this, 'Group', { name: names.scheduleGroup });
    this.anySchedule = arn(`schedule/${names.scheduleGroup}/*`);
    this.role = new Role(this, 'Role', {
      // Scheduler names the group, not the schedule, as the source (user guide, confused deputy prevention).
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Aws.ACCOUNT_ID,
            'aws:SourceArn': arn(`schedule-group/${names.scheduleGroup}`),
          },
        },
      }),
    });
  }

  /** @param failures where an order ends that the monitor's function did not take */
  callDaily(monitor: IFunction, failures: IQueue): CfnSchedule {
    const mayCall = (action: string, resource: string) =>
      this.role.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
    mayCall('lambda:InvokeFunction', monitor.functionArn);
    mayCall('sqs:SendMessage', failures.queueArn);
    const schedule = new CfnSchedule(this, 'Daily', {
      name: this.names.rotationSchedule,
      groupName: this.group.ref,
      description: 'Calls the certificate monitor of the fleet.',
      scheduleExpression: daily,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: monitor.functionArn,
        roleArn: this.role.roleArn,
        // The monitor's only notion of today: Scheduler puts the time for which it was planned in its place.
        input: JSON.stringify({ scheduledTime: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3_600 },
        deadLetterConfig: { arn: failures.queueArn },
      },
    });
    schedule.node.addDependency(this.role);
    return schedule;
  }
}
