import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { writeArrival } from '@fleet/fleet-contract';
import type { Warnings } from './answer-with-warning';

/** The queue of arrivals, which gives its messages out a minute later. Needs `sqs:SendMessage` on it. */
export function createArrivals(sqs: SQSClient, queueUrl: string): NonNullable<Warnings['warnSoon']> {
  return async (arrival) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: writeArrival(arrival) }));
  };
}
