import type { WorkEvent } from '@fleet/fleet-console-api';
import { ApiError } from '../failures/api-error';
import { ReaderGoneError, WorkOutput, type WorkSpeech } from '../streams/work-output';
import type { WorkQueue } from '../streams/work-stream';

/** Has work speak to a page. @returns why it failed; nothing when it is done */
export async function runWork(
  queue: WorkQueue,
  speech: WorkSpeech,
  failureOf: (error: unknown) => ApiError,
  work: (output: WorkOutput) => Promise<void>,
): Promise<ApiError | undefined> {
  const output = new WorkOutput(queue, speech);
  try {
    await work(output);
    return undefined;
  } catch (error) {
    if (error instanceof ReaderGoneError) {
      return new ApiError('refused', error.message);
    }
    const failure = failureOf(error);
    output.tell({ kind: failure.kind === 'partly' ? 'partly' : 'failed', failure: failure.body });
    return failure;
  }
}

/** The last event of work that is about one thing. */
export function doneEvent(failure: ApiError | undefined): WorkEvent {
  const failed = failure === undefined ? 0 : 1;
  return { kind: 'done', succeeded: 1 - failed, failed, ...partly(failure?.kind === 'partly' ? 1 : 0) };
}

/** Left out where there is none. */
export function partly(count: number): { readonly partly?: number } {
  return count === 0 ? {} : { partly: count };
}
