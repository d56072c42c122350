import { randomUUID } from 'node:crypto';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { AwsError, type Parsed, type RequestContext } from '@fleet/aws-wire';
import { forEachEntry } from './batch-entries';
import { checkRange, invalidParameter } from './errors';
import { attributeMembers, attributesAskedFor, bodyDigest, keepAttributes } from './message-attributes';
import type { Queue } from './queue-repository';
import { numberOf } from './sqs-parts';
import type { SqsHandlers, SqsParts } from './sqs-parts';
import { queueAt } from './queues';

/** Of all entries of a batch together: "SendMessageBatch", API reference. */
const largestBatchBytes = 1_048_576;
const longestDelaySeconds = 900;
/** What XML 1.0 can say: "Amazon SQS message quotas". Halves of surrogate pairs are no characters. */
const notAllowedPattern = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

type Message = Omit<Parsed<SendMessageBatchRequestEntry>, 'Id'>;

/** SendMessage, one by one and in batches. */
export function sendHandlers({ store, clock, messages, arrivals, senderId, queues }: SqsParts): SqsHandlers {
  const send = (queue: Queue, message: Message, context: RequestContext) => {
    refuseOthers(message);
    const { MessageBody: body, MessageAttributes, DelaySeconds } = message;
    const attributes = keepAttributes(MessageAttributes);
    checkBody(body, attributes.bytes, numberOf(queue, 'MaximumMessageSize'));
    const delay = checkRange(
      'DelaySeconds',
      DelaySeconds ?? numberOf(queue, 'DelaySeconds'),
      0,
      longestDelaySeconds,
    );
    const id = randomUUID();
    const sent = clock.nowMillis();
    const sender = senderId(context);
    const kept = { id, body, attributes: attributes.json, sender, sent, visible: sent + delay * 1_000 };
    messages.send(queue.name, kept);
    arrivals.announce(queue.name);
    const { MD5OfMessageAttributes } = attributeMembers(attributesAskedFor(attributes.json, ['All']));
    return {
      MessageId: id,
      MD5OfMessageBody: bodyDigest(body),
      MD5OfMessageAttributes,
    };
  };
  return {
    SendMessage: ({ QueueUrl, ...message }, context) => send(queueAt(queues, QueueUrl), message, context),
    SendMessageBatch: ({ QueueUrl, Entries }, context) => {
      const queue = queueAt(queues, QueueUrl);
      const bytes = Entries.reduce(
        (sum, { MessageBody, MessageAttributes }) =>
          sum + Buffer.byteLength(MessageBody) + sizeOf(MessageAttributes),
        0,
      );
      if (bytes > largestBatchBytes) {
        throw new AwsError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${largestBatchBytes} bytes. You have sent ${bytes} bytes.`,
        );
      }
      return store.transaction(() => forEachEntry(Entries, (entry) => send(queue, entry, context)));
    },
  };
}

/** The size of attributes that may be malformed still: their entry is refused later, and alone. */
function sizeOf(attributes: Message['MessageAttributes']): number {
  return Object.entries(attributes ?? {}).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      bytesIn(StringValue) +
      bytesIn(BinaryValue),
    0,
  );
}

function bytesIn(value: string | Uint8Array | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(value);
}

function refuseOthers(message: Message): void {
  if (message.MessageDeduplicationId !== undefined) {
    throw invalidParameter(
      'The request includes a parameter that is not valid for this queue type: MessageDeduplicationId.',
    );
  }
}

function checkBody(body: string, attributeBytes: number, most: number): void {
  if (body === '') {
    throw invalidParameter('Message body must not be empty: it has at least one character.');
  }
  if (Buffer.byteLength(body) + attributeBytes > most) {
    throw invalidParameter(`Message must be shorter than ${most} bytes.`);
  }
  if (notAllowedPattern.test(body)) {
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
}
