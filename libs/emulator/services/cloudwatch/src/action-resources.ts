import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

/** Guessed: policies for metrics say `*`, as they always had to; the reference has data sets of metrics as well now. */
const ofAllMetrics = () => ({});

const ofAlarms = ({ AlarmNames: alarm }: { AlarmNames: string[] }) => ({ alarm });
const ofAlarm = ({ AlarmName: alarm }: { AlarmName: string }) => ({ alarm });
const ofDashboard = ({ DashboardName: dashboard }: { DashboardName: string }) => ({ dashboard });
const ofTagged = ({ ResourceARN: arn }: { ResourceARN: string }) => ({ arn });
const everyone = '*';

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  DeleteAlarms: ofAlarms,
  DeleteDashboards: ({ DashboardNames: dashboard }) => ({ dashboard }),
  DescribeAlarmHistory: ({ AlarmName: alarm = everyone }) => ({ alarm }),
  DescribeAlarms: ({ AlarmNames: alarm = [everyone] }) => ({ alarm }),
  DisableAlarmActions: ofAlarms,
  EnableAlarmActions: ofAlarms,
  GetDashboard: ofDashboard,
  GetMetricData: ofAllMetrics,
  ListMetrics: ofAllMetrics,
  ListTagsForResource: ofTagged,
  PutDashboard: ofDashboard,
  PutMetricAlarm: (input) => ({
    byAction: {
      'cloudwatch:PutMetricAlarm': ofAlarm(input),
      'cloudwatch:TagResource': input.Tags === undefined ? undefined : ofAlarm(input),
    },
  }),
  PutMetricData: ofAllMetrics,
  SetAlarmState: ofAlarm,
  TagResource: ofTagged,
  UntagResource: ofTagged,
};

/** What conditions of policies may ask for. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  PutMetricData: ({ Namespace }) => ({ 'cloudwatch:namespace': Namespace }),
};
