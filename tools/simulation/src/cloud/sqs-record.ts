import type { SQSRecord } from 'aws-lambda';

/** A message of a queue, as Lambda hands it to a function. */
export function sqsRecord(body: string): SQSRecord {
  return {
    messageId: 'message',
    body,
    receiptHandle: 'handle',
    messageAttributes: {},
    md5OfBody: 'digest',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:arrivals',
    awsRegion: 'us-east-1',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
  };
}
