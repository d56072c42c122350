import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { alarmName, runbookOf, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import { failuresAlarm, quotaAlarm } from './account-alarms';
import { comparisonOf, missingDataOf, type AlarmRule, type WatchedFleet } from './alarm-rule';
import { AlarmTopic } from './alarm-topic';
import { hookAlarms, refusalAlarms } from './hook-alarms';
import { deviceAlarms, monitorAlarms } from './sweep-alarms';

export interface FleetAlarmsProps {
  readonly config: FleetConfig;
  readonly names: FleetNames;
  /** Where everything ends that the fleet's functions were asked in vain. */
  readonly failures: IQueue;
  /**
   * Where the alarms ring. Its policy, and that of its key, have to let CloudWatch publish.
   * @default - a topic of their own
   */
  readonly topic?: ITopic;
}

/**
 * What an operator is woken for. An alarm tells when it begins to ring and not when it ends: CloudWatch would tell that
 * of each alarm at every first deploy.
 */
export class FleetAlarms extends Construct {
  readonly topic: ITopic;
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetAlarmsProps,
  ) {
    super(scope, id);
    const { config, names, topic } = props;
    const { resourceTag } = names;
    this.topic =
      topic ??
      new AlarmTopic(this, 'Own', { displayName: `Fleet ${resourceTag}`, alarms: `${resourceTag}_*` }).topic;
    if (config.alarmEmail !== undefined) {
      this.topic.addSubscription(new EmailSubscription(config.alarmEmail));
    }
    const fleet: WatchedFleet = {
      names,
      thresholds: config.alarmThresholds,
      models: config.models,
      hasWorkers: config.sweepWorkers !== undefined,
    };
    this.alarms = rulesOf(fleet, props.failures).map((rule) => this.alarm(rule));
  }

  private alarm({ kind, of, says, metric, threshold, rings, points, silence }: AlarmRule): Alarm {
    const { config, names } = this.props;
    const { needed, of: last } = points ?? { needed: 1, of: 1 };
    const alarm = new Alarm(this, of === undefined ? kind : `${kind}-${of}`, {
      alarmName: alarmName(names.resourceTag, kind, of),
      alarmDescription: `${says} What to do: ${runbookOf(kind, config.runbooks)}`,
      metric,
      threshold,
      comparisonOperator: comparisonOf[rings],
      evaluationPeriods: last,
      datapointsToAlarm: needed,
      treatMissingData: missingDataOf[silence],
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    if (silence === 'rings') {
      alarm.addInsufficientDataAction(action);
    }
    return alarm;
  }
}

function rulesOf(fleet: WatchedFleet, failures: IQueue): readonly AlarmRule[] {
  return [
    ...refusalAlarms(fleet),
    ...hookAlarms(fleet),
    ...monitorAlarms(fleet),
    ...deviceAlarms(fleet),
    failuresAlarm(failures),
    quotaAlarm(fleet),
  ];
}
