import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SweepDispatch } from '../sweep/sweep-parts';
import { writeSweepMessage } from './sweep-message';

/** Things in a message: what a worker that is killed has done in vain. */
const thingsInMessage = 25;
/** Messages in a request (SQS quotas). */
const messagesInRequest = 10;

/** The queue did not take what the monitor has found; Lambda brings the event again. */
export class DispatchError extends Error {
  override readonly name = 'DispatchError';

  constructor(queueUrl: string, reasons: readonly string[]) {
    super(`${queueUrl} refused ${reasons.length} messages of a sweep: ${[...new Set(reasons)].join('; ')}`);
  }
}

/** {@link SweepDispatch} over SQS. Needs `sqs:SendMessage` on the queue. */
export function createSweepDispatch(sqs: SQSClient, queueUrl: string): SweepDispatch {
  return {
    async dispatch(scheduledTime, things) {
      const bodies = portions(things, thingsInMessage).map((portion) =>
        writeSweepMessage({ scheduledTime: scheduledTime.toISOString(), things: [...portion] }),
      );
      for (const messages of portions(bodies, messagesInRequest)) {
        const entries = messages.map((messageBody, index) => ({
          Id: String(index),
          MessageBody: messageBody,
        }));
        const { Failed = [] } = await sqs.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
        );
        if (Failed.length > 0) {
          throw new DispatchError(
            queueUrl,
            Failed.map(({ Code, Message }) => [Code, Message].filter(Boolean).join(' ')),
          );
        }
      }
    },
  };
}

function portions<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
