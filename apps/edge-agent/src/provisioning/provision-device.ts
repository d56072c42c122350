import { asSentence } from '../sentence';
import { IdentityStorageError } from '../identity/storage-error';
import type { Agent } from '../agent';
import { bringUp } from './bring-up';
import type { Carrier } from './carrier';
import { RetryPolicy } from './retry-policy';

/** The device is not provisioned, and there is no time left to wait for the next attempt. */
export class NotProvisionedInTimeError extends Error {
  override readonly name = 'NotProvisionedInTimeError';

  constructor(
    /** Why the last attempt failed. */
    readonly lastFailure: unknown,
  ) {
    const reason = lastFailure instanceof Error ? lastFailure.message : String(lastFailure);
    super(`${asSentence(reason)} What has been achieved is kept: run the command again to go on.`, {
      cause: lastFailure,
    });
  }
}

/**
 * Brings the device up, trying again for as long as the waits between the attempts fit into `timeoutMillis`.
 *
 * @throws NotProvisionedInTimeError, IdentityStorageError, DeviceFolderError, or the signal's reason
 */
export async function provisionDevice(
  agent: Agent,
  timeoutMillis: number,
  signal: AbortSignal,
): Promise<Carrier> {
  const retries = new RetryPolicy(agent.timing.random);
  const deadline = agent.timing.elapsed() + timeoutMillis;
  for (;;) {
    try {
      return await bringUp(agent, { trustCloses: true }, signal);
    } catch (error) {
      signal.throwIfAborted();
      const wait = error instanceof IdentityStorageError ? undefined : retries.waitAfter(error);
      if (wait === undefined) {
        throw error;
      }
      if (agent.timing.elapsed() + wait > deadline) {
        throw new NotProvisionedInTimeError(error);
      }
      const reason = error instanceof Error ? error.message : String(error);
      agent.report({ event: 'waiting', reason, seconds: Math.round(wait / 1000) });
      await agent.timing.sleep(wait, signal);
    }
  }
}
