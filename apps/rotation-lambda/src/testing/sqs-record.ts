import type { SQSRecord } from 'aws-lambda';

/** A message as Lambda hands it over. */
export function sqsRecord(body: string, messageId = 'message'): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: '',
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
  };
}
