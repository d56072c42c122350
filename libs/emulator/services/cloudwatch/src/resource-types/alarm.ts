import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { bool, int, tags } from '@fleet/resource-types';
import { z } from 'zod';

const arns = z.array(z.string()).optional();
const number = z.coerce.number();

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
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
  EvaluationPeriods: int,
  InsufficientDataActions: arns,
  MetricName: z.string(),
  Namespace: z.string(),
  OKActions: arns,
  Period: int.optional(),
  Statistic: z.enum(['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']).optional(),
  Tags: tags,
  Threshold: number,
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  Unit: z.string().optional(),
});
type Properties = z.infer<typeof schema>;

/** AWS::CloudWatch::Alarm. This cloud collects no metrics: an alarm is checked and kept with its stack, and stays silent. */
export function cloudWatchAlarm(): ResourceType<Properties> {
  const nameOf = ({ AlarmName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 255 });
  const attributesOf = (
    name: string,
    { partition, region, accountId }: ResourceContext,
  ): Record<string, string> => ({
    Arn: `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`,
  });
  return {
    typeName: 'AWS::CloudWatch::Alarm',
    replaceOn: ['AlarmName'],
    schema,
    harmless: [
      {
        properties: `
          ActionsEnabled AlarmActions AlarmDescription ComparisonOperator DatapointsToAlarm Dimensions EvaluationPeriods
          InsufficientDataActions MetricName Namespace OKActions Period Statistic Tags Threshold TreatMissingData Unit
        `,
        because: 'an alarm stays silent, as no metrics are collected',
      },
    ],
    physicalIdOf: nameOf,
    create: (properties, context) => {
      const physicalId = nameOf(properties, context);
      return Promise.resolve({ physicalId, attributes: attributesOf(physicalId, context) });
    },
    update: (_properties, previous, physicalId) =>
      Promise.resolve({ physicalId, attributes: previous.attributes }),
    delete: () => Promise.resolve(),
  };
}
