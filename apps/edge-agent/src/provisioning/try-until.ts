import type { Agent } from '../agent';
import { IdentityStorageError } from '../identity/storage-error';
import { asSentence } from '../sentence';
import { RetryPolicy } from './retry-policy';

/** What was to be done is not done, and there is no time left to wait for the next attempt. */
export class NotDoneInTimeError extends Error {
  override readonly name = 'NotDoneInTimeError';

  constructor(
    /** Why the last attempt failed. */
    readonly lastFailure: unknown,
  ) {
    const reason = lastFailure instanceof Error ? lastFailure.message : String(lastFailure);
    super(`${asSentence(reason)} The progress is kept: run the command again to continue.`, {
      cause: lastFailure,
    });
  }
}

/**
 * Tries again for as long as the waits between the attempts fit into `timeoutMillis`.
 *
 * @throws NotDoneInTimeError, IdentityStorageError, DeviceFolderError, or the signal's reason
 */
export async function tryUntil<Result>(
  agent: Agent,
  timeoutMillis: number,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const retries = RetryPolicy.of(agent);
  const deadline = agent.timing.elapsed() + timeoutMillis;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const wait = error instanceof IdentityStorageError ? undefined : retries.waitAfter(error);
      if (wait === undefined) {
        throw error;
      }
      if (agent.timing.elapsed() + wait > deadline) {
        throw new NotDoneInTimeError(error);
      }
      const reason = error instanceof Error ? error.message : String(error);
      agent.report({ event: 'waiting', reason, seconds: Math.round(wait / 1000) });
      await agent.timing.sleep(wait, signal);
    }
  }
}
