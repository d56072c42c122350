import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '@fleet/aws-wire';
import { z } from 'zod';
import type { Queue, QueueMessage } from './queue-repository';
import type { SqsHandlers, SqsParts } from './sqs-parts';

const storedAttributes = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string().optional() }),
);

export function messageHandlers({ store, clock, queues, requireQueue }: SqsParts): SqsHandlers {
  const setting = (queue: Queue, name: string): number => Number(queue.attributes[name] ?? 0);
  const hideFor = (queue: Queue, seconds: number | undefined): number =>
    clock.nowMillis() + (seconds ?? setting(queue, 'VisibilityTimeout')) * 1_000;
  return {
    SendMessage: ({ QueueUrl, MessageBody: body, MessageAttributes, DelaySeconds }) => {
      const queue = requireQueue(QueueUrl);
      if (Buffer.byteLength(body) > setting(queue, 'MaximumMessageSize')) {
        throw new AwsError(
          'InvalidParameterValue',
          'One or more parameters are invalid. Reason: Message must be shorter.',
        );
      }
      const now = clock.nowMillis();
      const delay = DelaySeconds ?? setting(queue, 'DelaySeconds');
      const attributes = Object.entries(MessageAttributes ?? {}).map(
        ([name, { DataType, StringValue, BinaryValue }]) => {
          if (BinaryValue !== undefined) {
            throw new AwsError(
              'InvalidParameterValue',
              `local-cloud keeps no binary message attribute: ${name}.`,
            );
          }
          return [name, { DataType, StringValue }];
        },
      );
      const id = randomUUID();
      const stored = JSON.stringify(Object.fromEntries(attributes));
      queues.send(queue.name, { id, body, attributes: stored, sent: now, visible: now + delay * 1_000 });
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    },
    // Long polling is not waited for: an empty answer comes at once, as SQS may give it too.
    ReceiveMessage: ({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout }) =>
      store.transaction(() => {
        const queue = requireQueue(QueueUrl);
        const now = clock.nowMillis();
        queues.purge(queue.name, now - setting(queue, 'MessageRetentionPeriod') * 1_000);
        const messages = queues.receivable(queue.name, now, MaxNumberOfMessages ?? 1);
        const Messages = messages.map((message) => {
          const receipt = randomUUID();
          queues.receive(message.id, receipt, now, hideFor(queue, VisibilityTimeout));
          return describe(
            { ...message, received: message.received + 1, firstReceived: message.firstReceived ?? now },
            receipt,
          );
        });
        return Messages.length === 0 ? {} : { Messages };
      }),
    DeleteMessage: ({ QueueUrl, ReceiptHandle }) => {
      queues.deleteMessage(requireQueue(QueueUrl).name, ReceiptHandle);
      return {};
    },
    ChangeMessageVisibility: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) => {
      const queue = requireQueue(QueueUrl);
      if (!queues.setVisible(queue.name, ReceiptHandle, hideFor(queue, VisibilityTimeout))) {
        throw new AwsError('ReceiptHandleIsInvalid', 'The specified receipt handle is not valid.');
      }
      return {};
    },
  };
}

function describe(message: QueueMessage, receipt: string) {
  return {
    MessageId: message.id,
    ReceiptHandle: receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: {
      SentTimestamp: String(message.sent),
      ApproximateReceiveCount: String(message.received),
      ApproximateFirstReceiveTimestamp: String(message.firstReceived ?? message.sent),
    },
    MessageAttributes: storedAttributes.parse(JSON.parse(message.attributes)),
  };
}

/** SQS answers with the MD5 of each body, and its SDK checks it. */
function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
