import { RequestRejectedError } from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import { asSentence } from '../sentence';
import { RetryPolicy } from './retry-policy';

/** What was to be done is not done, and there is no time left to wait for the next attempt. */
export class NotDoneInTimeError extends Error {
  override readonly name = 'NotDoneInTimeError';

  constructor(
    /** Why the last attempt failed. */
    readonly lastFailure: unknown,
  ) {
    super(`${asSentence(wordsOf(lastFailure))} The progress is kept: run the command again to continue.`, {
      cause: lastFailure,
    });
  }
}

/** Waits between attempts, by the rules of {@link RetryPolicy}, for as long as there is time. */
export class Patience {
  private readonly retries: RetryPolicy;

  /** @param endsAt by the clock of waits; without it there is time for ever */
  constructor(
    private readonly agent: Agent,
    private readonly endsAt = Infinity,
  ) {
    this.retries = RetryPolicy.of(agent);
  }

  /**
   * Waits until the next attempt.
   *
   * @throws the failure itself where no waiting mends it, NotDoneInTimeError, or the signal's reason
   */
  async outwait(failure: unknown, signal: AbortSignal): Promise<void> {
    const { timing, report } = this.agent;
    const wait = this.retries.waitAfter(failure);
    if (wait === undefined) {
      throw failure;
    }
    if (timing.elapsed() + wait > this.endsAt) {
      throw new NotDoneInTimeError(failure);
    }
    report({ event: 'waiting', reason: wordsOf(failure), seconds: Math.round(wait / 1000) });
    await timing.sleep(wait, signal);
  }

  /** To be called when all is well again. */
  reset(): void {
    this.retries.reset();
  }
}

/** The cloud has more to do than it admits, and has not begun with this. */
export function isThrottled(failure: unknown): boolean {
  return failure instanceof RequestRejectedError && failure.statusCode === 429;
}

function wordsOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
