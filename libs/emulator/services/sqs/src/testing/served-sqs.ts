import assert from 'node:assert/strict';
import { SQS } from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import { serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createSqsService } from '../index';
import type { SqsService } from '../index';

/** SQS behind HTTP, with a client. */
export interface ServedSqs extends Pick<ServedServices, 'clock'> {
  readonly sqs: SQS;
  readonly service: SqsService;
  /** @returns the queue's URL */
  createQueue(name: string, attributes?: Record<string, string>): Promise<string>;
  /** Up to ten messages with all their attributes. */
  receive(queueUrl: string, waitSeconds?: number): Promise<Message[]>;
  close(): Promise<void>;
}

export async function servedSqs(): Promise<ServedSqs> {
  let service: SqsService | undefined;
  const served = await serveServices(({ store, clock }) => {
    service = createSqsService({ store, clock, senderId: () => 'AIDASENDER' });
    return [service.service];
  });
  if (service === undefined) {
    throw new Error('the service was not made');
  }
  const sqs = new SQS(served.client);
  return {
    clock: served.clock,
    sqs,
    service,
    createQueue: async (QueueName, Attributes = {}) => {
      const { QueueUrl } = await sqs.createQueue({ QueueName, Attributes });
      assert(QueueUrl !== undefined, 'SQS answers with the URL of the queue that it made');
      return QueueUrl;
    },
    receive: async (QueueUrl, WaitTimeSeconds) =>
      (
        await sqs.receiveMessage({
          QueueUrl,
          WaitTimeSeconds,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        })
      ).Messages ?? [],
    close: async () => {
      sqs.destroy();
      await served.close();
    },
  };
}
