import { page, textKey } from '@fleet/paging';
import { pageRules } from './page-rules';
import type { SnsHandlers, SnsParts } from './sns-parts';
import { tagMap } from './tags';
import { checkTopicName, existingTopic, keptOf, refuseDifference, topicArn } from './topics';

/** Topics. */
export function topicHandlers(parts: SnsParts): SnsHandlers {
  const { store, subscriptions, topics } = parts;
  return {
    CreateTopic: ({ Name, Attributes = {}, Tags = [] }, context) => {
      const name = checkTopicName(Name);
      const attributes = keptOf(Attributes);
      const tags = tagMap(Tags);
      store.transaction(() => {
        const existing = topics.find(name);
        if (existing === undefined) {
          topics.save({ name, attributes, tags });
        } else {
          refuseDifference('attributes', existing.attributes, attributes);
          refuseDifference('tags', existing.tags, tags);
        }
      });
      return { TopicArn: topicArn(name, context) };
    },

    /** API reference: a topic that does not exist is deleted already. */
    DeleteTopic: ({ TopicArn: arn }, context) => {
      store.transaction(() => {
        topics.delete(arn.slice(topicArn('', context).length));
        subscriptions.deleteAllOf(arn);
      });
      return {};
    },

    ListTopics: ({ NextToken }, context) => {
      const found = page({ nextToken: NextToken }, pageRules, {
        name: ['topics'],
        key: textKey,
        read: (after, limit) => topics.page(after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        Topics: found.items.map(({ name }) => ({ TopicArn: topicArn(name, context) })),
        NextToken: found.nextToken,
      };
    },

    GetTopicAttributes: ({ TopicArn: arn }, context) => {
      const { attributes } = existingTopic(parts, arn, context);
      const all = subscriptions.allOf(arn);
      const pending = all.filter(({ token }) => token !== undefined);
      const given = Object.entries(attributes).filter(([, value]) => value !== '');
      return {
        Attributes: {
          DisplayName: '',
          ...Object.fromEntries(given),
          TopicArn: arn,
          Owner: context.accountId,
          SubscriptionsConfirmed: String(all.length - pending.length),
          SubscriptionsPending: String(pending.length),
          SubscriptionsDeleted: '0',
        },
      };
    },

    SetTopicAttributes: ({ TopicArn: arn, AttributeName, AttributeValue }, context) => {
      const changed = keptOf({ [AttributeName]: AttributeValue });
      store.transaction(() => {
        const topic = existingTopic(parts, arn, context);
        topics.save({ ...topic, attributes: { ...topic.attributes, ...changed } });
      });
      return {};
    },
  };
}
