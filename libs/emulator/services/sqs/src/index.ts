import { defineService, type AwsService, type RequestContext } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { MessageArrivals } from './message-arrivals';
import { MessageRepository } from './message-repository';
import type { QueueLength } from './message-repository';
import { QueueRepository } from './queue-repository';
import { attributeIn } from './queue-attributes';
import { queueHandlers } from './queue-handlers';
import { receiveHandlers } from './receive-handlers';
import { receiptHandlers } from './receipt-handlers';
import { schema } from './schema';
import { sendHandlers } from './send-handlers';
import type { SqsParts } from './sqs-parts';

export type { QueueLength } from './message-repository';
export { sqsResourceTypes } from './resource-types';
export interface SqsService {
  readonly service: AwsService;
  /** The policy of a queue, as JSON; `undefined` when it has none. */
  queuePolicy(queueName: string): string | undefined;
  /** The queues that have messages, and how many. */
  queueLengths(): QueueLength[];
  /** Answers everybody who waits for a message: nothing came. */
  close(): void;
}

/** Amazon Simple Queue Service: standard queues, with long polling and dead-letter queues. */
export function createSqsService(options: {
  store: Store;
  clock: Clock;
  /** The unique id of the sender of a request: messages have it as `SenderId`. */
  senderId: (context: RequestContext) => string;
}): SqsService {
  const { store, clock } = options;
  store.migrate('sqs', schema);
  const queues = new QueueRepository(store);
  const arrivals = new MessageArrivals(clock);
  const parts: SqsParts = {
    ...options,
    queues,
    arrivals,
    messages: new MessageRepository(store),
    urlOf: (name, { host, accountId }) => `http://${host}/${accountId}/${name}`,
  };
  return {
    service: defineService({
      scope: 'sqs',
      sdk: () => import('@aws-sdk/client-sqs'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        tags: (arn) => queues.find(arn.slice(arn.lastIndexOf(':') + 1))?.tags,
      },
      handlers: {
        ...queueHandlers(parts),
        ...sendHandlers(parts),
        ...receiveHandlers(parts),
        ...receiptHandlers(parts),
      },
    }),
    queuePolicy: (queueName) => attributeIn(queues.find(queueName)?.attributes ?? {}, 'Policy'),
    queueLengths: () => parts.messages.lengths(clock.nowMillis()),
    close: () => arrivals.close(),
  };
}
