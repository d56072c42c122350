import type { AcceptedInput } from '@fleet/aws-wire';

const metric = 'MetricStat.Metric.Namespace MetricStat.Metric.MetricName';
const query = `${metric} MetricStat.Metric.Dimensions.Name MetricStat.Metric.Dimensions.Value MetricStat.Period
  MetricStat.Stat MetricStat.Unit Id Expression Label ReturnData`;
const inside = (member: string, names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `${member}.${name}`)
    .join(' ');
const dimensions = 'Dimensions.Name Dimensions.Value';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    DeleteAlarms: 'AlarmNames',
    DeleteDashboards: 'DashboardNames',
    DescribeAlarmHistory: 'AlarmName HistoryItemType StartDate EndDate MaxRecords NextToken ScanBy',
    DescribeAlarms: 'AlarmNames AlarmNamePrefix AlarmTypes StateValue ActionPrefix MaxRecords NextToken',
    DescribeAlarmsForMetric: `MetricName Namespace Statistic ExtendedStatistic ${dimensions} Period Unit`,
    DisableAlarmActions: 'AlarmNames',
    EnableAlarmActions: 'AlarmNames',
    GetDashboard: 'DashboardName',
    GetMetricData: `${inside('MetricDataQueries', query)} StartTime EndTime ScanBy`,
    GetMetricStatistics: `
      Namespace MetricName ${dimensions} StartTime EndTime Period Statistics ExtendedStatistics Unit
    `,
    ListMetrics: `Namespace MetricName ${dimensions} RecentlyActive NextToken`,
    ListDashboards: 'DashboardNamePrefix NextToken',
    ListTagsForResource: 'ResourceARN',
    PutDashboard: 'DashboardName DashboardBody Tags.Key Tags.Value',
    PutMetricAlarm: `
      AlarmName AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace
      Statistic ExtendedStatistic ${dimensions} Period Unit EvaluationPeriods DatapointsToAlarm Threshold
      ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile ${inside('Metrics', query)} Tags.Key
      Tags.Value
    `,
    PutMetricData: `Namespace ${inside(
      'MetricData',
      `MetricName ${dimensions} Timestamp Value StatisticValues.SampleCount StatisticValues.Sum
       StatisticValues.Minimum StatisticValues.Maximum Values Counts Unit StorageResolution`,
    )}`,
    SetAlarmState: 'AlarmName StateValue StateReason StateReasonData',
    TagResource: 'ResourceARN Tags.Key Tags.Value',
    UntagResource: 'ResourceARN TagKeys',
  },
  harmless: [
    { members: 'StrictEntityValidation', because: 'there are no entities to be validated' },
    { members: 'LabelOptions.Timezone', because: 'labels here show no times' },
    {
      members: 'IncludeLinkedAccounts',
      of: 'ListMetrics',
      because: 'no other account is linked to the one of this cloud',
    },
  ],
};
