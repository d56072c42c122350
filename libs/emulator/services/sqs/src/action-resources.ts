import type * as sdk from '@aws-sdk/client-sqs';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

const ofQueue = ({ QueueUrl: url }: { QueueUrl: string }) => ({ queue: url.slice(url.lastIndexOf('/') + 1) });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  ChangeMessageVisibility: ofQueue,
  ChangeMessageVisibilityBatch: ofQueue,
  CreateQueue: ({ QueueName: queue, tags }) => ({
    byAction: { 'sqs:CreateQueue': { queue }, 'sqs:TagQueue': tags === undefined ? undefined : { queue } },
  }),
  DeleteMessage: ofQueue,
  DeleteMessageBatch: ofQueue,
  DeleteQueue: ofQueue,
  GetQueueAttributes: ofQueue,
  GetQueueUrl: ({ QueueName: queue }) => ({ queue }),
  ListDeadLetterSourceQueues: ofQueue,
  ListQueueTags: ofQueue,
  PurgeQueue: ofQueue,
  ReceiveMessage: ofQueue,
  SendMessage: ofQueue,
  SendMessageBatch: ofQueue,
  SetQueueAttributes: ofQueue,
  TagQueue: ofQueue,
  UntagQueue: ofQueue,
};
