import assert from 'node:assert/strict';
import type { Message } from '@aws-sdk/client-sqs';

/** What a function receives at once at most: "Lambda quotas", synchronous invocations. */
const largestEventBytes = 6 * 1024 * 1024;
const frameBytes = Buffer.byteLength(eventText([]));

/** A message as a function gets it, in JSON. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly json: string;
}

/** See "Using Lambda with Amazon SQS", example event of a standard queue. */
export function queueRecord(message: Message, queueArn: string): QueueRecord {
  const { MessageId: messageId, ReceiptHandle: receiptHandle } = message;
  assert(
    messageId !== undefined && receiptHandle !== undefined,
    'what SQS hands out has an id and a receipt',
  );
  const [, , , awsRegion] = queueArn.split(':');
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      stringValue: attribute.StringValue,
      binaryValue: attribute.BinaryValue && Buffer.from(attribute.BinaryValue).toString('base64'),
      stringListValues: [],
      binaryListValues: [],
      dataType: attribute.DataType,
    },
  ]);
  const json = JSON.stringify({
    messageId,
    receiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes) as Record<string, unknown>,
    md5OfMessageAttributes: message.MD5OfMessageAttributes,
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion,
  });
  return { messageId, receiptHandle, json };
}

/** The event of a batch, as JSON text. */
export function eventText(records: readonly Pick<QueueRecord, 'json'>[]): string {
  return `{"Records":[${records.map(({ json }) => json).join(',')}]}`;
}

/** How much of an event a record takes, with its comma. */
function bytesOf({ json }: QueueRecord): number {
  return Buffer.byteLength(json) + 1;
}

/** Whether an event has no room for more: the largest message would not fit any more. */
export function isFull(records: readonly QueueRecord[]): boolean {
  return records.reduce((sum, record) => sum + bytesOf(record), frameBytes) >= largestEventBytes;
}

/** Records in their order, in as few events as there must be. */
export function batchesOf(records: readonly QueueRecord[]): QueueRecord[][] {
  const batches: QueueRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const bytes = bytesOf(record);
    if (bytes > room) {
      batches.push([]);
      room = largestEventBytes - frameBytes;
    }
    batches.at(-1)?.push(record);
    room -= bytes;
  }
  return batches;
}
