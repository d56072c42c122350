import { AwsError, defineService, type AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { messageHandlers } from './messages-api';
import { QueueRepository } from './queue-repository';
import { queueHandlers } from './queues-api';
import type { SqsParts } from './sqs-parts';

/** Amazon Simple Queue Service: standard queues, for what rules and functions could not deliver. */
export function sqsService({ store, clock }: { store: Store; clock: Clock }): AwsService {
  const queues = new QueueRepository(store);
  const parts: SqsParts = {
    ...{ store, clock, queues },
    requireQueue: (url) => {
      const queue = queues.find(url?.slice(url.lastIndexOf('/') + 1) ?? '');
      if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      return queue;
    },
    urlOf: (name, { host, accountId }) => `http://${host}/${accountId}/${name}`,
  };
  return defineService({
    scope: 'sqs',
    sdk: () => import('@aws-sdk/client-sqs'),
    handlers: { ...queueHandlers(parts), ...messageHandlers(parts) },
  });
}
