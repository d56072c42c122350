import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, changeTags, tagList, tagMap, tags, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

/** Every attribute has a value, so that an update also takes back what the template no longer says. */
const schema = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: z.string().default(''),
  KmsMasterKeyId: z.string().default(''),
  Subscription: z.array(z.strictObject({ Endpoint: z.string(), Protocol: z.string() })).default([]),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::SNS::Topic, standard topics. `Ref` is the topic's ARN. */
export function snsTopic(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ TopicName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 256 });
  const arnOf = (properties: Properties, context: ResourceContext): string =>
    `arn:${context.partition}:sns:${context.region}:${context.accountId}:${nameOf(properties, context)}`;
  return {
    typeName: 'AWS::SNS::Topic',
    replaceOn: ['TopicName'],
    schema,
    physicalIdOf: arnOf,
    create: async (properties, context) => {
      const { DisplayName, KmsMasterKeyId, Subscription: subscribers, Tags } = properties;
      const Name = nameOf(properties, context);
      await (
        await clients.sns()
      ).createTopic({
        Name,
        Attributes: { DisplayName, KmsMasterKeyId },
        Tags: tagList(Tags, context),
      });
      const topicArn = arnOf(properties, context);
      await afterCreating(topicArn, () => subscribe(clients, topicArn, subscribers));
      return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: Name } };
    },
    update: async (properties, previous, TopicArn, context) => {
      const sns = await clients.sns();
      const { DisplayName, KmsMasterKeyId, Subscription: subscribers, Tags: own } = properties;
      for (const [AttributeName, AttributeValue] of Object.entries({ DisplayName, KmsMasterKeyId })) {
        await sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
      }
      await subscribe(clients, TopicArn, subscribers);
      const { Subscription: former, Tags: before } = previous.properties;
      await unsubscribe(
        clients,
        TopicArn,
        former.filter((each) => !subscribers.some((other) => isSame(each, other))),
      );
      await changeTags(before, tagMap(own, context), {
        set: () => sns.tagResource({ ResourceArn: TopicArn, Tags: tagList(own, context) }),
        remove: (TagKeys) => sns.untagResource({ ResourceArn: TopicArn, TagKeys }),
      });
      return { physicalId: TopicArn, attributes: previous.attributes };
    },
    delete: async (TopicArn) => unlessGone((await clients.sns()).deleteTopic({ TopicArn })),
  };
}

type Subscribers = Properties['Subscription'];

function isSame(one: Subscribers[number], other: Subscribers[number]): boolean {
  return one.Protocol === other.Protocol && one.Endpoint === other.Endpoint;
}

async function subscribe(clients: OwnClients, TopicArn: string, subscribers: Subscribers): Promise<void> {
  const sns = await clients.sns();
  for (const subscriber of subscribers) {
    await sns.subscribe({ TopicArn, ...subscriber });
  }
}

async function unsubscribe(clients: OwnClients, TopicArn: string, subscribers: Subscribers): Promise<void> {
  const sns = await clients.sns();
  for (const { Protocol, Endpoint } of subscribers) {
    // A subscription that exists answers with its ARN.
    const { SubscriptionArn } = await sns.subscribe({
      TopicArn,
      Protocol,
      Endpoint,
      ReturnSubscriptionArn: true,
    });
    await sns.unsubscribe({ SubscriptionArn });
  }
}
