import { defined } from '@fleet/optional-members';
import { queriesOf } from './alarm-definition';
import type { AlarmQuery } from './alarm-definition';
import type { Alarm, AlarmState } from './alarm-repository';
import { alarmTime } from './state-reason';

/** Where the alarm is. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** An alarm that went from one state to another. */
export interface AlarmChange {
  readonly alarm: Alarm;
  readonly before: AlarmState;
  readonly after: AlarmState;
}

/** As AWS calls its regions in notifications; another one is called by its code. */
const regionNames: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
};
const longestSubject = 100;

export function alarmArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** The subject of a notification, of which SNS takes a hundred characters of ASCII. */
export function subjectOf({ alarm, after }: AlarmChange, place: Place): string {
  const subject = `${after.value}: "${alarm.name}" in ${regionOf(place)}`;
  return subject.replace(/[^\x20-\x7e]/g, '?').slice(0, longestSubject);
}

/** The message to a topic. Its form is reported: it stands in many repositories that read it. */
export function topicMessage({ alarm, before, after }: AlarmChange, place: Place): string {
  const { definition } = alarm;
  return JSON.stringify({
    AlarmName: alarm.name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: place.accountId,
    AlarmConfigurationUpdatedTimestamp: alarmTime(alarm.configured.getTime()),
    NewStateValue: after.value,
    NewStateReason: after.reason,
    StateChangeTime: alarmTime(after.updated.getTime()),
    Region: regionOf(place),
    AlarmArn: alarmArn(place, alarm.name),
    OldStateValue: before.value,
    OKActions: definition.OKActions,
    AlarmActions: definition.AlarmActions,
    InsufficientDataActions: definition.InsufficientDataActions,
    Trigger: triggerOf(alarm),
  });
}

function triggerOf({ definition }: Alarm): object {
  const { Period, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold } = definition;
  const { EvaluateLowSampleCountPercentile: lowSamples = '' } = definition;
  const common = {
    ...defined({ Period, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold }),
    TreatMissingData: definition.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: lowSamples,
  };
  if (definition.Metrics !== undefined) {
    const Metrics = definition.Metrics.map(({ MetricStat: stat, ReturnData = true, ...query }) => ({
      ...query,
      ...defined({ MetricStat: stat && withSmallDimensions(stat) }),
      ReturnData,
    }));
    return { ...common, Metrics };
  }
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Unit = null, Dimensions = [] } = definition;
  const statistic = Statistic === 'SampleCount' ? 'SAMPLE_COUNT' : Statistic?.toUpperCase();
  return {
    MetricName,
    Namespace,
    StatisticType: ExtendedStatistic === undefined ? 'Statistic' : 'ExtendedStatistic',
    ...defined({ Statistic: statistic, ExtendedStatistic }),
    Unit,
    Dimensions: Dimensions.map(small),
    ...common,
  };
}

type MetricStat = NonNullable<AlarmQuery['MetricStat']>;

function withSmallDimensions({ Metric: { Dimensions = [], ...metric }, ...stat }: MetricStat): object {
  return { Metric: { ...metric, Dimensions: Dimensions.map(small) }, ...stat };
}

/** In notifications the members of dimensions begin with small letters. */
function small({ Name, Value }: { readonly Name: string; readonly Value: string }) {
  return { value: Value, name: Name };
}

/** The event of a function (user guide, "Invoke a Lambda function from an alarm"). */
export function functionEvent({ alarm, before, after }: AlarmChange, place: Place): string {
  const { definition } = alarm;
  return JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(place, alarm.name),
    accountId: place.accountId,
    time: alarmTime(after.updated.getTime()),
    region: place.region,
    alarmData: {
      alarmName: alarm.name,
      state: stateIn(after),
      previousState: stateIn(before),
      configuration: {
        ...defined({ description: definition.AlarmDescription }),
        metrics: metricsIn(alarm),
      },
    },
  });
}

function stateIn({ value, reason, reasonData, updated }: AlarmState): object {
  return { value, reason, ...defined({ reasonData }), timestamp: alarmTime(updated.getTime()) };
}

function metricsIn({ definition }: Alarm): object[] {
  return queriesOf(definition).map(
    ({ Id: id, Label: label, Expression: expression, MetricStat: stat, ReturnData: returnData = true }) => ({
      id,
      ...defined({ label, expression, metricStat: stat && statIn(stat) }),
      returnData,
    }),
  );
}

function statIn({ Metric, Period: period, Stat: stat, Unit: unit }: MetricStat): object {
  const { Namespace: namespace, MetricName: name, Dimensions: dimensions = [] } = Metric;
  const values = Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
  return {
    metric: { ...defined({ namespace, name }), dimensions: values },
    period,
    stat,
    ...defined({ unit }),
  };
}

function regionOf({ region }: Place): string {
  return regionNames[region] ?? region;
}
