import { AsyncLocalStorage } from 'node:async_hooks';

/** The time that a function has for one event is over, and AWS has not answered. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';
  constructor(millis: number) {
    super(`AWS did not answer within ${millis} ms, all requests for this event taken together.`);
  }
}

/** Calls `end` when so much time has passed, unless what it returns is called before. */
export type Timer = (millis: number, end: () => void) => () => void;

const systemTimer: Timer = (millis, end) => {
  const timeout = setTimeout(end, millis);
  return () => clearTimeout(timeout);
};

const deadlineOfEvent = new AsyncLocalStorage<AbortSignal>();

/**
 * Works on one event, for so long at the most; the requests of `work` that are under way then are given up with it.
 * One deadline for all of them, since shares of it would fail an event whose first request took long and whose second
 * would not have.
 * @throws DeadlineExceededError
 */
export async function withinDeadline<Result>(
  millis: number,
  work: () => Promise<Result>,
  timer: Timer = systemTimer,
): Promise<Result> {
  const ending = new AbortController();
  const { signal } = ending;
  const over = new Promise<never>((_, fail) => {
    const error = new DeadlineExceededError(millis);
    signal.addEventListener('abort', () => fail(error));
  });
  const cancel = timer(millis, () => ending.abort());
  try {
    return await Promise.race([deadlineOfEvent.run(signal, work), over]);
  } finally {
    cancel();
  }
}

/** Aborted when the time for the event is over that is being worked on. */
export function deadlineSignal(): AbortSignal | undefined {
  return deadlineOfEvent.getStore();
}
