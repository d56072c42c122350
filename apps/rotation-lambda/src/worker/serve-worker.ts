import { formatCertDate } from '@fleet/cert-dates';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { attendThing } from '../devices/attend-thing';
import type { SweepContext } from '../devices/sweep-context';
import { forEachBounded } from '@fleet/bounded-work';
import { SweepTally } from '../sweep/sweep-counts';
import { logPart } from '../sweep/summary-log';
import { parseSweepMessage } from './sweep-message';

const atATime = 16;

export interface Worker {
  readonly context: SweepContext;
  /** The fleet's resource tag. */
  readonly fleet: string;
}

/**
 * Attends to what the monitor has found and put into the queue. A thing that fails is counted and logged, and found
 * again tomorrow; a message that cannot be read goes back, and in the end to the dead-letter queue.
 */
export function serveWorker({ context, fleet }: Worker): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await attendMessage(context, fleet, body);
      } catch (error) {
        context.log.error({ err: error, messageId }, 'a message of the sweep could not be processed');
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

async function attendMessage(context: SweepContext, fleet: string, body: string): Promise<void> {
  const message = parseSweepMessage(body);
  const scheduledTime = new Date(message.scheduledTime);
  const day = { today: formatCertDate(scheduledTime), scheduledTime };
  const tally = new SweepTally();
  await forEachBounded(message.things, atATime, (thing) => attendThing(context, thing, day, tally));
  const { today } = day;
  logPart(context.log, context.now(), { fleet, today, counts: tally.counts() });
}
