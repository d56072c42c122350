import { randomUUID } from 'node:crypto';
import { AwsError } from '@fleet/aws-wire';
import * as z from 'zod';
import { invalidParameter } from './errors';
import { functionEvent, notificationBody } from './notification';
import { notificationRequest } from './http-messages';
import type { Mail } from './mail-folder';
import type { Notification } from './notification';
import type { SnsHandlers, SnsParts } from './sns-parts';
import type { Subscription } from './subscription-repository';
import { existingTopic } from './topics';

/** API reference, Publish: 256 KiB. */
const largestMessage = 262_144;

/** Publish answers when every subscriber's service has the message: nothing that was answered can be lost. */
export function publishHandlers(parts: SnsParts): SnsHandlers {
  return {
    Publish: async (input, context) => {
      const topicArn = input.TopicArn ?? input.TargetArn;
      if (topicArn === undefined) {
        throw invalidParameter('TopicArn or TargetArn', 'no value for required parameter');
      }
      const topic = existingTopic(parts, topicArn, context);
      const messageFor = messagesOf(input.Message, input.MessageStructure);
      const notification: Notification = {
        messageId: randomUUID(),
        topicArn,
        subject: checkSubject(input.Subject),
        messageFor,
        attributes: input.MessageAttributes ?? {},
        publishedAt: parts.clock.now(),
        sender: topic.attributes['DisplayName'],
      };
      const subscribers = parts.subscriptions.allOf(topicArn).filter(({ token }) => token === undefined);
      await Promise.all(subscribers.map((each) => deliver(parts, notification, each)));
      parts.http.run();
      return { MessageId: notification.messageId };
    },
  };
}

/**
 * One subscriber that cannot be reached keeps the message from no other. URLs are tried again; for the others AWS does
 * so for days, and here it is told.
 */
async function deliver(
  parts: SnsParts,
  notification: Notification,
  subscription: Subscription,
): Promise<void> {
  try {
    await send(parts, notification, subscription);
  } catch (error) {
    const { topicArn, endpoint } = subscription;
    parts.onProblem(`message ${notification.messageId} of ${topicArn} did not reach ${endpoint}`, error);
  }
}

async function send(
  { targets, http, mails, links }: SnsParts,
  notification: Notification,
  subscription: Subscription,
): Promise<void> {
  const { endpoint, isRaw, protocol, topicArn } = subscription;
  switch (protocol) {
    case 'lambda':
      await targets.function(endpoint, functionEvent(notification, subscription), topicArn);
      break;
    case 'sqs': {
      const attributes = isRaw ? notification.attributes : {};
      const body = notificationBody(notification, subscription);
      await targets.queue({ queueArn: endpoint, topicArn }, body, attributes);
      break;
    }
    case 'http':
    case 'https':
      http.add(notificationRequest(notification, subscription, links.unsubscribe(subscription.arn)));
      break;
    case 'email':
    case 'email-json':
      mails.add(mailOf(notification, subscription));
  }
}

function mailOf(notification: Notification, subscription: Subscription): Mail {
  const { messageId: id, publishedAt: sentAt, sender: from, subject } = notification;
  const text =
    subscription.protocol === 'email'
      ? notification.messageFor('email')
      : notificationBody(notification, subscription);
  return {
    id,
    sentAt,
    from,
    to: subscription.endpoint,
    subject: subject ?? 'AWS Notification Message',
    text,
  };
}

const text = z.string().optional();
const structured = z.looseObject({
  default: z.string(),
  lambda: text,
  sqs: text,
  http: text,
  https: text,
  email: text,
  'email-json': text,
});

/** @throws AwsError InvalidParameter */
function messagesOf(message: string, structure: string | undefined): Notification['messageFor'] {
  if (message === '') {
    throw invalidParameter('Empty message');
  }
  if (Buffer.byteLength(message) > largestMessage) {
    throw invalidParameter('Message too long');
  }
  if (structure === undefined) {
    return () => message;
  }
  if (structure !== 'json') {
    throw invalidParameter('MessageStructure', `json is known, ${structure} is not`);
  }
  const read = structured.safeParse(jsonOf(message));
  if (!read.success) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return (protocol) => read.data[protocol] ?? read.data.default;
}

function jsonOf(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch (cause) {
    const text = 'Invalid parameter: Message Structure - JSON message body failed to parse';
    throw new AwsError('InvalidParameter', text, { cause });
  }
}

/** @throws AwsError InvalidParameter (API reference: printable ASCII of one line, less than 100 characters) */
function checkSubject(subject: string | undefined): string | undefined {
  if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject)) {
    throw invalidParameter('Subject');
  }
  return subject;
}
