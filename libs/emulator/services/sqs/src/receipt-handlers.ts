import { AwsError } from '@fleet/aws-wire';
import { forEachEntry } from './batch-entries';
import { checkRange } from './errors';
import type { Queue } from './queue-repository';
import type { SqsHandlers, SqsParts } from './sqs-parts';
import { queueAt } from './queues';

const longestVisibilitySeconds = 43_200;
const receiptPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** What a receiver does with the receipts of its messages: delete, hide longer, give back. */
export function receiptHandlers({ store, clock, messages, arrivals, queues }: SqsParts): SqsHandlers {
  const remove = (queue: Queue, receipt: string | undefined): object => {
    messages.delete(queue.name, checkedReceipt(receipt));
    return {};
  };
  const hide = (queue: Queue, receipt: string | undefined, seconds = 0): object => {
    checkRange('VisibilityTimeout', seconds, 0, longestVisibilitySeconds);
    const now = clock.nowMillis();
    const change = messages.setVisible(queue.name, checkedReceipt(receipt), now, now + seconds * 1_000);
    if (change === 'unknown') {
      throw invalidReceipt();
    }
    if (change === 'visible') {
      throw new AwsError('MessageNotInflight', 'The message is not in flight: it has become visible again.');
    }
    arrivals.announce(queue.name);
    return {};
  };
  return {
    DeleteMessage: ({ QueueUrl, ReceiptHandle }) => remove(queueAt(queues, QueueUrl), ReceiptHandle),
    DeleteMessageBatch: ({ QueueUrl, Entries }) => {
      const queue = queueAt(queues, QueueUrl);
      return store.transaction(() =>
        forEachEntry(Entries, ({ ReceiptHandle }) => remove(queue, ReceiptHandle)),
      );
    },
    ChangeMessageVisibility: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) =>
      hide(queueAt(queues, QueueUrl), ReceiptHandle, VisibilityTimeout),
    ChangeMessageVisibilityBatch: ({ QueueUrl, Entries }) => {
      const queue = queueAt(queues, QueueUrl);
      return store.transaction(() =>
        forEachEntry(Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
          hide(queue, ReceiptHandle, VisibilityTimeout),
        ),
      );
    },
  };
}

/** A receipt that has been superseded is taken, and deletes nothing; what was never a receipt is refused. */
function checkedReceipt(receipt: string | undefined): string {
  if (receipt === undefined || !receiptPattern.test(receipt)) {
    throw invalidReceipt();
  }
  return receipt;
}

function invalidReceipt(): AwsError {
  return new AwsError('ReceiptHandleIsInvalid', 'The specified receipt handle is not valid.');
}
