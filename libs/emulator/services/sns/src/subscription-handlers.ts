import { randomUUID } from 'node:crypto';
import type { RequestContext } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { invalidParameter } from './errors';
import { pageRules } from './page-rules';
import type { SnsHandlers, SnsParts } from './sns-parts';
import type { Subscription } from './subscription-repository';
import { endpointOf, existingSubscription, isRawIn, protocolOf } from './subscriptions';
import { existingTopic } from './topics';

/** Subscriptions of queues and functions: they need no confirmation. */
export function subscriptionHandlers(parts: SnsParts): SnsHandlers {
  return { ...changingHandlers(parts), ...listingHandlers(parts) };
}

function changingHandlers(parts: SnsParts): SnsHandlers {
  const { store, subscriptions } = parts;
  return {
    Subscribe: ({ TopicArn: topicArn, Protocol, Endpoint, Attributes = {} }, context) => {
      existingTopic(parts, topicArn, context);
      const protocol = protocolOf(Protocol);
      const endpoint = endpointOf(protocol, Endpoint);
      const isRaw = isRawIn(Attributes, protocol) ?? false;
      return store.transaction(() => {
        const existing = subscriptions.findEndpoint(topicArn, protocol, endpoint);
        if (existing !== undefined && existing.isRaw !== isRaw) {
          throw invalidParameter('Attributes', 'Subscription already exists with different attributes');
        }
        const arn = existing?.arn ?? `${topicArn}:${randomUUID()}`;
        subscriptions.save({ arn, topicArn, protocol, endpoint, isRaw });
        return { SubscriptionArn: arn };
      });
    },

    /** Guessed: one that does not exist is gone already, as in DeleteTopic. */
    Unsubscribe: ({ SubscriptionArn: arn }) => {
      subscriptions.delete(arn);
      return {};
    },

    GetSubscriptionAttributes: ({ SubscriptionArn: arn }, context) => {
      const { topicArn, protocol, endpoint, isRaw } = existingSubscription(parts, arn);
      return {
        Attributes: {
          SubscriptionArn: arn,
          TopicArn: topicArn,
          Owner: context.accountId,
          Protocol: protocol,
          Endpoint: endpoint,
          RawMessageDelivery: String(isRaw),
          PendingConfirmation: 'false',
          ConfirmationWasAuthenticated: 'true',
        },
      };
    },

    SetSubscriptionAttributes: ({ SubscriptionArn: arn, AttributeName, AttributeValue }) => {
      store.transaction(() => {
        const subscription = existingSubscription(parts, arn);
        const isRaw = isRawIn({ [AttributeName]: AttributeValue }, subscription.protocol) ?? false;
        subscriptions.save({ ...subscription, isRaw });
      });
      return {};
    },
  };
}

function listingHandlers(parts: SnsParts): SnsHandlers {
  const { subscriptions } = parts;
  return {
    ListSubscriptions: ({ NextToken }, context) => {
      const found = page({ nextToken: NextToken }, pageRules, {
        name: ['subscriptions'],
        key: textKey,
        read: (after, limit) => subscriptions.page(after, limit),
        keyOf: ({ arn }) => arn,
      });
      return { Subscriptions: found.items.map(summaryIn(context)), NextToken: found.nextToken };
    },

    ListSubscriptionsByTopic: ({ TopicArn: topicArn, NextToken }, context) => {
      existingTopic(parts, topicArn, context);
      const found = page({ nextToken: NextToken }, pageRules, {
        name: ['subscriptions-of', topicArn],
        key: textKey,
        read: (after, limit) => subscriptions.pageOf(topicArn, after, limit),
        keyOf: ({ arn }) => arn,
      });
      return { Subscriptions: found.items.map(summaryIn(context)), NextToken: found.nextToken };
    },
  };
}

function summaryIn({ accountId }: RequestContext) {
  return ({ arn, topicArn, protocol, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });
}
