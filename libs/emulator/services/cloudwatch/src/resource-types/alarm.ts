import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { bool, changeTags, int, tagList, tagMap, tags, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { units } from '../metrics/metric-rules';

const arns = z.array(z.string()).optional();
const dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional();
const unit = z.enum(units).optional();

const query = z.strictObject({
  Id: z.string(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({
        Dimensions: dimensions,
        MetricName: z.string().optional(),
        Namespace: z.string().optional(),
      }),
      Period: int,
      Stat: z.string(),
      Unit: unit,
    })
    .optional(),
  ReturnData: bool.optional(),
});

const schema = z.strictObject({
  ActionsEnabled: bool.optional(),
  AlarmActions: arns,
  AlarmDescription: z.string().optional(),
  AlarmName: z.string().optional(),
  ComparisonOperator: z.enum([
    ...(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold'] as const),
    ...(['LessThanThreshold', 'LessThanOrEqualToThreshold'] as const),
  ]),
  DatapointsToAlarm: int.optional(),
  Dimensions: dimensions,
  EvaluateLowSampleCountPercentile: z.string().optional(),
  EvaluationPeriods: int,
  ExtendedStatistic: z.string().optional(),
  InsufficientDataActions: arns,
  MetricName: z.string().optional(),
  Metrics: z.array(query).optional(),
  Namespace: z.string().optional(),
  OKActions: arns,
  Period: int.optional(),
  Statistic: z.enum(['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']).optional(),
  Tags: tags,
  Threshold: z.coerce.number(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  Unit: unit,
});
type Properties = z.infer<typeof schema>;

/** AWS::CloudWatch::Alarm, on a metric or an expression. `Ref` is the alarm's name. */
export function cloudWatchAlarm(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ AlarmName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 255 });
  const arnOf = (name: string, { partition, region, accountId }: ResourceContext): string =>
    `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`;
  /** Puts the whole alarm: what the template no longer says is then as if it had never been said. */
  const put = async (properties: Properties, AlarmName: string, context: ResourceContext) => {
    const Tags = tagList(properties.Tags, context);
    await (await clients.cloudWatch()).putMetricAlarm({ ...settingsOf(properties), AlarmName, Tags });
  };
  return {
    typeName: 'AWS::CloudWatch::Alarm',
    replaceOn: ['AlarmName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const physicalId = nameOf(properties, context);
      await put(properties, physicalId, context);
      return { physicalId, attributes: { Arn: arnOf(physicalId, context) } };
    },
    update: async (properties, previous, physicalId, context) => {
      await put(properties, physicalId, context);
      const cloudWatch = await clients.cloudWatch();
      const resourceArn = arnOf(physicalId, context);
      await changeTags(previous.properties.Tags, tagMap(properties.Tags, context), {
        set: () =>
          cloudWatch.tagResource({ ResourceARN: resourceArn, Tags: tagList(properties.Tags, context) }),
        remove: (TagKeys) => cloudWatch.untagResource({ ResourceARN: resourceArn, TagKeys }),
      });
      return { physicalId, attributes: previous.attributes };
    },
    delete: async (AlarmName) =>
      unlessGone((await clients.cloudWatch()).deleteAlarms({ AlarmNames: [AlarmName] })),
  };
}

function settingsOf(properties: Properties) {
  const { ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions, AlarmDescription } = properties;
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit, Metrics } =
    properties;
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData } =
    properties;
  const { EvaluateLowSampleCountPercentile } = properties;
  return {
    ActionsEnabled,
    AlarmActions,
    AlarmDescription,
    ComparisonOperator,
    DatapointsToAlarm,
    Dimensions,
    EvaluateLowSampleCountPercentile,
    EvaluationPeriods,
    ExtendedStatistic,
    InsufficientDataActions,
    MetricName,
    Metrics,
    Namespace,
    OKActions,
    Period,
    Statistic,
    Threshold,
    TreatMissingData,
    Unit,
  };
}
