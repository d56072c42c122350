import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { int, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const date = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const schema = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.string().optional(),
  Description: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  StartDate: date.optional(),
  EndDate: date.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  KmsKeyArn: z.string().optional(),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: int.optional(),
  }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
    RetryPolicy: z
      .strictObject({ MaximumEventAgeInSeconds: int.optional(), MaximumRetryAttempts: int.optional() })
      .optional(),
  }),
});
type Properties = z.infer<typeof schema>;

/** AWS::Scheduler::Schedule, of functions and queues. */
export function schedulerSchedule(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ Name: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName();
  return {
    typeName: 'AWS::Scheduler::Schedule',
    replaceOn: ['Name'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const Name = nameOf(properties, context);
      const { ScheduleArn } = await (await clients.scheduler()).createSchedule({ ...properties, Name });
      return { physicalId: Name, attributes: { Arn: ScheduleArn } };
    },
    update: async (properties, _previous, Name) => {
      const { ScheduleArn } = await (await clients.scheduler()).updateSchedule({ ...properties, Name });
      return { physicalId: Name, attributes: { Arn: ScheduleArn } };
    },
    delete: async (Name, { GroupName }) =>
      unlessGone((await clients.scheduler()).deleteSchedule({ Name, GroupName })),
  };
}
