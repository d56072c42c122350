import type { AcceptedInput } from '@fleet/aws-wire';

const definition = `
  Name GroupName ScheduleExpression ScheduleExpressionTimezone StartDate EndDate Description State
  ActionAfterCompletion KmsKeyArn FlexibleTimeWindow.Mode FlexibleTimeWindow.MaximumWindowInMinutes
  Target.Arn Target.RoleArn Target.Input Target.DeadLetterConfig.Arn
  Target.RetryPolicy.MaximumRetryAttempts Target.RetryPolicy.MaximumEventAgeInSeconds
`;

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    CreateSchedule: `${definition} ClientToken`,
    UpdateSchedule: definition,
    GetSchedule: 'GroupName Name',
    DeleteSchedule: 'GroupName Name',
    ListSchedules: 'GroupName NamePrefix State NextToken MaxResults',
    CreateScheduleGroup: 'Name Tags.Key Tags.Value ClientToken',
    GetScheduleGroup: 'Name',
    DeleteScheduleGroup: 'Name',
    ListScheduleGroups: 'NamePrefix NextToken MaxResults',
    TagResource: 'ResourceArn Tags.Key Tags.Value',
    UntagResource: 'ResourceArn TagKeys',
    ListTagsForResource: 'ResourceArn',
  },
  harmless: [
    {
      members: 'ClientToken',
      of: 'UpdateSchedule',
      because: 'an update that comes twice changes nothing the second time',
    },
    {
      members: 'ClientToken',
      of: 'DeleteSchedule DeleteScheduleGroup',
      because: 'what is deleted twice is gone; the second answer says so',
    },
  ],
};
