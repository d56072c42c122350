import * as z from 'zod';
import { units } from '../metrics/metric-rules';
import { missingDataTreatments } from './state-rules';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() }));
const unit = z.enum(units);
const arns = z.array(z.string()).max(5);
const wholeNumber = z.number().int().min(1);

const metricDataQuery = z.object({
  Id: z.string(),
  Label: z.string().optional(),
  ReturnData: z.boolean().optional(),
  Expression: z.string().optional(),
  Period: z.number().optional(),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: z.string().optional(),
        MetricName: z.string().optional(),
        Dimensions: dimensions.optional(),
      }),
      Period: z.number(),
      Stat: z.string(),
      Unit: unit.optional(),
    })
    .optional(),
});

/** An alarm on a metric or an expression, under the names of the API. It is stored like this. */
export const alarmDefinition = z.object({
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: arns.default([]),
  AlarmActions: arns.default([]),
  InsufficientDataActions: arns.default([]),
  MetricName: z.string().optional(),
  Namespace: z.string().optional(),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: dimensions.optional(),
  Period: z.number().optional(),
  Unit: unit.optional(),
  EvaluationPeriods: wholeNumber,
  DatapointsToAlarm: wholeNumber.optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    ...(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold'] as const),
    ...(['LessThanThreshold', 'LessThanOrEqualToThreshold'] as const),
  ]),
  TreatMissingData: z.enum(missingDataTreatments).optional(),
  EvaluateLowSampleCountPercentile: z.literal('evaluate').optional(),
  Metrics: z.array(metricDataQuery).max(20).optional(),
});

export type AlarmDefinition = z.infer<typeof alarmDefinition>;
export type AlarmQuery = z.infer<typeof metricDataQuery>;

/** What an alarm watches; that of one metric is called m1, as in the events of functions. */
export function queriesOf(definition: AlarmDefinition): readonly AlarmQuery[] {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Unit, Statistic, ExtendedStatistic } =
    definition;
  const Stat = Statistic ?? ExtendedStatistic;
  if (Metrics !== undefined || Period === undefined || Stat === undefined) {
    return Metrics ?? [];
  }
  return [{ Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit } }];
}
