import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

/** Guessed: policies for metrics say `*`, as they always had to; the reference has data sets of metrics as well now. */
const ofAllMetrics = () => ({});

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  GetMetricData: ofAllMetrics,
  ListMetrics: ofAllMetrics,
  PutMetricData: ofAllMetrics,
};

/** What conditions of policies may ask for. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  PutMetricData: ({ Namespace }) => ({ 'cloudwatch:namespace': Namespace }),
};
