import type { DeliveredAttribute } from './sns-parts';
import type { Protocol, Subscription } from './subscription-repository';

/** A message that was published, as it is delivered. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly messageFor: (protocol: Protocol) => string;
  readonly attributes: Readonly<Record<string, DeliveredAttribute>>;
  readonly publishedAt: Date;
  /** What the topic calls itself. */
  readonly sender: string | undefined;
}

/** local-cloud signs nothing: this stands where AWS has what a receiver can check. */
export const unsigned = 'EXAMPLE';

/** What a queue, a URL and a mail get (developer guide: "HTTP/HTTPS notification JSON format"). */
export function notificationBody(
  notification: Notification,
  { isRaw, protocol }: Subscription,
  unsubscribeUrl = unsigned,
): string {
  const { messageId, topicArn, subject, publishedAt } = notification;
  const message = notification.messageFor(protocol);
  if (isRaw) {
    return message;
  }
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: publishedAt.toISOString(),
    SignatureVersion: '1',
    Signature: unsigned,
    SigningCertURL: unsigned,
    UnsubscribeURL: unsubscribeUrl,
    MessageAttributes: describedAttributes(notification),
  });
}

/** The event of a function (Lambda's developer guide: "Using AWS Lambda with Amazon SNS"). */
export function functionEvent(notification: Notification, { arn }: Subscription): string {
  const { messageId, topicArn, subject, publishedAt } = notification;
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: arn,
    Sns: {
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: subject ?? null,
      Message: notification.messageFor('lambda'),
      Timestamp: publishedAt.toISOString(),
      SignatureVersion: '1',
      Signature: unsigned,
      SigningCertUrl: unsigned,
      UnsubscribeUrl: unsigned,
      MessageAttributes: describedAttributes(notification) ?? {},
    },
  };
  return JSON.stringify({ Records: [record] });
}

function describedAttributes({ attributes }: Notification) {
  const entries = Object.entries(attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      [
        name,
        { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
      ] as const,
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
