import type { Agent } from '../agent';
import { IdentityStorageError } from '../identity/storage-error';
import { NotDoneInTimeError, Patience } from './patience';

/**
 * Tries again for as long as the waits between the attempts fit into `timeoutMillis`.
 *
 * @throws NotDoneInTimeError, IdentityStorageError, DeviceFolderError, or the signal's reason
 */
export async function tryUntil<Result>(
  agent: Agent,
  timeoutMillis: number,
  signal: AbortSignal,
  attempt: (patience: Patience) => Promise<Result>,
): Promise<Result> {
  const patience = new Patience(agent, agent.timing.elapsed() + timeoutMillis);
  for (;;) {
    try {
      return await attempt(patience);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof IdentityStorageError || error instanceof NotDoneInTimeError) {
        throw error;
      }
      await patience.outwait(error, signal);
    }
  }
}
