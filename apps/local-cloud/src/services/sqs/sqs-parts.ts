import type * as Sqs from '@aws-sdk/client-sqs';
import type { RequestContext, ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { Queue, QueueRepository } from './queue-repository';

export type SqsHandlers = ServiceHandlers<typeof Sqs>;

/** What the operations of SQS work with. */
export interface SqsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly queues: QueueRepository;
  /**
   * @param url or name of the queue
   * @throws AwsError QueueDoesNotExist
   */
  readonly requireQueue: (url: string | undefined) => Queue;
  readonly urlOf: (name: string, context: RequestContext) => string;
}
