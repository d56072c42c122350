/** Below this path subscribers confirm their subscriptions and end them, without a signature, as on AWS. */
export const subscriptionPath = '/_sns/subscription';

/** The links in what a URL is sent. */
export interface SubscriptionLinks {
  confirm(topicArn: string, token: string): string;
  unsubscribe(subscriptionArn: string): string;
}

/** @param url of the AWS APIs; known once they listen */
export function subscriptionLinks(url: () => string): SubscriptionLinks {
  const link = (query: Record<string, string>): string =>
    `${url()}${subscriptionPath}?${new URLSearchParams(query).toString()}`;
  return {
    confirm: (TopicArn, Token) => link({ Action: 'ConfirmSubscription', TopicArn, Token }),
    unsubscribe: (SubscriptionArn) => link({ Action: 'Unsubscribe', SubscriptionArn }),
  };
}
