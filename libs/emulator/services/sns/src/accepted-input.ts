import type { AcceptedInput } from '@fleet/aws-wire';

const tags = 'Tags.Key Tags.Value';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    ConfirmSubscription: 'TopicArn Token',
    CreateTopic: `Name Attributes ${tags}`,
    DeleteTopic: 'TopicArn',
    GetSubscriptionAttributes: 'SubscriptionArn',
    GetTopicAttributes: 'TopicArn',
    ListSubscriptions: 'NextToken',
    ListSubscriptionsByTopic: 'TopicArn NextToken',
    ListTagsForResource: 'ResourceArn',
    ListTopics: 'NextToken',
    Publish: `
      TopicArn TargetArn Message Subject MessageStructure MessageAttributes.DataType MessageAttributes.StringValue
      MessageAttributes.BinaryValue
    `,
    SetSubscriptionAttributes: 'SubscriptionArn AttributeName AttributeValue',
    SetTopicAttributes: 'TopicArn AttributeName AttributeValue',
    Subscribe: 'TopicArn Protocol Endpoint Attributes ReturnSubscriptionArn',
    TagResource: `ResourceArn ${tags}`,
    Unsubscribe: 'SubscriptionArn',
    UntagResource: 'ResourceArn TagKeys',
  },
  harmless: [],
};
