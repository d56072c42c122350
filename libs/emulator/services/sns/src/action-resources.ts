import type * as sdk from '@aws-sdk/client-sns';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

const ofTopic = ({ TopicArn: arn }: { TopicArn: string }) => ({ arn });
const ofTagged = ({ ResourceArn: arn }: { ResourceArn: string }) => ({ arn });
/** A subscription's ARN is that of its topic, with an id behind it. */
const ofSubscription = ({ SubscriptionArn: arn }: { SubscriptionArn: string }) => ({
  arn: arn.split(':').slice(0, 6).join(':'),
});

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  ConfirmSubscription: ofTopic,
  CreateTopic: ({ Name: topic, Tags }) => ({
    byAction: { 'sns:CreateTopic': { topic }, 'sns:TagResource': Tags === undefined ? undefined : { topic } },
  }),
  DeleteTopic: ofTopic,
  GetSubscriptionAttributes: ofSubscription,
  GetTopicAttributes: ofTopic,
  ListSubscriptionsByTopic: ofTopic,
  ListTagsForResource: ofTagged,
  Publish: ({ TopicArn, TargetArn }) => {
    const arn = TopicArn ?? TargetArn;
    return { topic: arn === undefined ? undefined : { arn } };
  },
  SetSubscriptionAttributes: ofSubscription,
  SetTopicAttributes: ofTopic,
  Subscribe: ofTopic,
  TagResource: ofTagged,
  Unsubscribe: ofSubscription,
  UntagResource: ofTagged,
};
