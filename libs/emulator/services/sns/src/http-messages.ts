import { randomUUID } from 'node:crypto';
import { notificationBody, unsigned } from './notification';
import type { Notification } from './notification';
import type { HttpMessage } from './http-message';
import type { Subscription } from './subscription-repository';

/** Developer guide, "HTTP/HTTPS headers". */
function headersOf(type: string, messageId: string, topicArn: string): Record<string, string> {
  return {
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': messageId,
    'x-amz-sns-topic-arn': topicArn,
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
  };
}

/** Asks a URL whether it wants the messages of a topic ("HTTP/HTTPS subscription confirmation JSON format"). */
export function confirmationRequest(
  { topicArn, endpoint: url, token }: Subscription,
  subscribeUrl: string,
  now: Date,
): HttpMessage {
  const messageId = randomUUID();
  const body = JSON.stringify({
    Type: 'SubscriptionConfirmation',
    MessageId: messageId,
    Token: token,
    TopicArn: topicArn,
    Message:
      `You have chosen to subscribe to the topic ${topicArn}.\n` +
      'To confirm the subscription, visit the SubscribeURL included in this message.',
    SubscribeURL: subscribeUrl,
    Timestamp: now.toISOString(),
    SignatureVersion: '1',
    Signature: unsigned,
    SigningCertURL: unsigned,
  });
  return { url, headers: headersOf('SubscriptionConfirmation', messageId, topicArn), body };
}

/** Brings a message to a URL. */
export function notificationRequest(
  notification: Notification,
  subscription: Subscription,
  unsubscribeUrl: string,
): HttpMessage {
  const { messageId, topicArn } = notification;
  const raw = subscription.isRaw ? { 'x-amz-sns-rawdelivery': 'true' } : {};
  return {
    url: subscription.endpoint,
    headers: {
      ...headersOf('Notification', messageId, topicArn),
      'x-amz-sns-subscription-arn': subscription.arn,
      ...raw,
    },
    body: notificationBody(notification, subscription, unsubscribeUrl),
  };
}
