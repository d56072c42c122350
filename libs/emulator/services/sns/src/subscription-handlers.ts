import type { RequestContext } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { pageRules } from './page-rules';
import type { SnsHandlers, SnsParts } from './sns-parts';
import type { Subscription } from './subscription-repository';
import { confirmed, subscribed } from './subscribing';
import { endpointOf, existingSubscription, hasToConfirm, isRawIn, protocolOf } from './subscriptions';
import { existingTopic } from './topics';

/** Subscriptions: those of URLs have to be confirmed. */
export function subscriptionHandlers(parts: SnsParts): SnsHandlers {
  return { ...changingHandlers(parts), ...listingHandlers(parts) };
}

function changingHandlers(parts: SnsParts): SnsHandlers {
  const { store, subscriptions } = parts;
  return {
    Subscribe: (input, context) => {
      const { TopicArn: topicArn, Protocol, Endpoint, Attributes = {}, ReturnSubscriptionArn } = input;
      existingTopic(parts, topicArn, context);
      const protocol = protocolOf(Protocol);
      const endpoint = endpointOf(protocol, Endpoint);
      const isRaw = isRawIn(Attributes, protocol) ?? false;
      const { arn, token } = store.transaction(() =>
        subscribed(parts, { topicArn, protocol, endpoint, isRaw }),
      );
      parts.http.run();
      const isShown = token === undefined || ReturnSubscriptionArn === true;
      return { SubscriptionArn: isShown ? arn : 'pending confirmation' };
    },

    ConfirmSubscription: ({ TopicArn: topicArn, Token: token }, context) => {
      existingTopic(parts, topicArn, context);
      return { SubscriptionArn: confirmed(parts, topicArn, token).arn };
    },

    /** Guessed: one that does not exist is gone already, as in DeleteTopic. */
    Unsubscribe: ({ SubscriptionArn: arn }) => {
      subscriptions.delete(arn);
      return {};
    },

    GetSubscriptionAttributes: ({ SubscriptionArn: arn }, context) => {
      const { topicArn, protocol, endpoint, isRaw, token } = existingSubscription(parts, arn);
      return {
        Attributes: {
          SubscriptionArn: arn,
          TopicArn: topicArn,
          Owner: context.accountId,
          Protocol: protocol,
          Endpoint: endpoint,
          RawMessageDelivery: String(isRaw),
          PendingConfirmation: String(token !== undefined),
          ConfirmationWasAuthenticated: String(!hasToConfirm(protocol)),
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
  return ({ arn, topicArn, protocol, endpoint, token }: Subscription) => ({
    SubscriptionArn: token === undefined ? arn : 'PendingConfirmation',
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });
}
