import { AwsError } from '@fleet/aws-wire';
import type { Queue, QueueRepository } from './queue-repository';

/** @throws AwsError QueueDoesNotExist */
export function existingQueue(queues: Pick<QueueRepository, 'find'>, name: string): Queue {
  const queue = queues.find(name);
  if (queue === undefined) {
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }
  return queue;
}

/** The queue with this URL. @throws AwsError QueueDoesNotExist */
export function queueAt(queues: Pick<QueueRepository, 'find'>, url: string): Queue {
  return existingQueue(queues, url.slice(url.lastIndexOf('/') + 1));
}
