import type * as Sqs from '@aws-sdk/client-sqs';
import type { RequestContext, ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { MessageArrivals } from './message-arrivals';
import type { MessageRepository } from './message-repository';
import type { Queue, QueueRepository } from './queue-repository';

export type SqsHandlers = ServiceHandlers<typeof Sqs>;

/** What the operations of SQS work with. */
export interface SqsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly queues: QueueRepository;
  readonly messages: MessageRepository;
  readonly arrivals: MessageArrivals;
  /** The unique id of the sender of a request. */
  readonly senderId: (context: RequestContext) => string;
  readonly urlOf: (name: string, context: RequestContext) => string;
}

export function queueArn(name: string, { region, accountId }: RequestContext): string {
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

/** An attribute of a queue that is a number. */
export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute] ?? 0);
}
