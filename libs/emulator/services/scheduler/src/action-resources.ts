import type * as sdk from '@aws-sdk/client-scheduler';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';
import { defaultGroup } from './group-repository';

interface ScheduleReference {
  readonly Name: string;
  readonly GroupName?: string | undefined;
}

const ofSchedule = ({ Name, GroupName = defaultGroup }: ScheduleReference) => ({
  schedule: `${GroupName}/${Name}`,
});
const ofGroup = ({ Name }: { Name: string }) => ({ 'schedule-group': Name });
const ofArn = ({ ResourceArn: arn }: { ResourceArn: string }) => ({ arn });
const passedToScheduler = () => ({ 'iam:PassedToService': 'scheduler.amazonaws.com' });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  CreateSchedule: (input) => ({
    byAction: {
      'scheduler:CreateSchedule': ofSchedule(input),
      'iam:PassRole': { role: { arn: input.Target.RoleArn } },
    },
  }),
  UpdateSchedule: (input) => ({
    byAction: {
      'scheduler:UpdateSchedule': ofSchedule(input),
      'iam:PassRole': { role: { arn: input.Target.RoleArn } },
    },
  }),
  GetSchedule: ofSchedule,
  DeleteSchedule: ofSchedule,
  CreateScheduleGroup: ofGroup,
  GetScheduleGroup: ofGroup,
  DeleteScheduleGroup: ofGroup,
  TagResource: ofArn,
  UntagResource: ofArn,
  ListTagsForResource: ofArn,
};

/** What conditions of policies may ask for. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  CreateSchedule: passedToScheduler,
  UpdateSchedule: passedToScheduler,
};
