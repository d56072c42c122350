import { randomUUID } from 'node:crypto';
import { AwsError } from '@fleet/aws-wire';
import * as z from 'zod';
import { invalidParameter } from './errors';
import { functionEvent, queueBody } from './notification';
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
      existingTopic(parts, topicArn, context);
      const messageFor = messagesOf(input.Message, input.MessageStructure);
      const notification: Notification = {
        messageId: randomUUID(),
        topicArn,
        subject: checkSubject(input.Subject),
        messageFor,
        attributes: input.MessageAttributes ?? {},
        publishedAt: parts.clock.now(),
      };
      await Promise.all(
        parts.subscriptions.allOf(topicArn).map((each) => deliver(parts, notification, each)),
      );
      return { MessageId: notification.messageId };
    },
  };
}

/** One subscriber that cannot be reached keeps the message from no other. AWS tries again for days: here it is told. */
async function deliver(
  { targets, onProblem }: SnsParts,
  notification: Notification,
  subscription: Subscription,
): Promise<void> {
  const { endpoint, isRaw, protocol, topicArn } = subscription;
  try {
    if (protocol === 'lambda') {
      await targets.function(endpoint, functionEvent(notification, subscription), topicArn);
    } else {
      const attributes = isRaw ? notification.attributes : {};
      await targets.queue(
        { queueArn: endpoint, topicArn },
        queueBody(notification, subscription),
        attributes,
      );
    }
  } catch (error) {
    onProblem(`message ${notification.messageId} of ${topicArn} did not reach ${endpoint}`, error);
  }
}

const structured = z.looseObject({
  default: z.string(),
  lambda: z.string().optional(),
  sqs: z.string().optional(),
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
