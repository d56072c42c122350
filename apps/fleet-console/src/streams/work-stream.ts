import type { WorkEvent } from '@fleet/fleet-console-api';
import { counted } from '@fleet/fleet-operations';
import { EventQueue } from './event-queue';
import { eventStream } from './event-stream';

/** So many events wait for a page that does not read them: more than it shows of a selection. */
export const mostWaiting = 2_000;

/** What work says goes here. */
export type WorkQueue = EventQueue<WorkEvent>;

/** An answer that says what `work` adds, and ends when it has ended and all of it was read. */
export function workStream(work: (queue: WorkQueue) => Promise<void>): Response {
  return eventStream<WorkEvent>(async (events) => {
    const queue = new EventQueue(events, leaveOut());
    await work(queue);
    await queue.drained();
  });
}

/** What is said on the way goes first, then results; how a device ended stays. A line says how many went. */
export function leaveOut(): (waiting: WorkEvent[]) => void {
  let note: WorkEvent | undefined;
  let leftOut = 0;
  return (waiting) => {
    if (waiting.length <= mostWaiting) {
      return;
    }
    if (waiting[0] === note) {
      waiting.shift();
    } else {
      leftOut = 0;
    }
    const onTheWay = waiting.findIndex(({ kind }) => kind === 'say' || kind === 'progress');
    const at = onTheWay === -1 ? waiting.findIndex(({ kind }) => kind === 'result') : onTheWay;
    leftOut += waiting.splice(at, at === -1 ? 0 : 1).length;
    note = {
      kind: 'say',
      words: `${counted(leftOut, 'line')} left out here: this page did not read while the work went on.`,
    };
    waiting.unshift(note);
  };
}
