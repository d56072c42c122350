import { until } from '@fleet/eventually';

/**
 * Tries something until it succeeds: AWS does not see at once what has just been made, changed or removed.
 * @param tryAgain whether an error can pass
 * @throws NeverHappenedError, and every error that cannot pass
 */
export function untilDone(
  attempt: () => Promise<unknown>,
  tryAgain: (error: unknown) => boolean,
): Promise<void> {
  return until(async () => {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (tryAgain(error)) {
        return false;
      }
      throw error;
    }
  });
}

/** What AWS IoT answers about a role that has just been made. */
export function isUnseenRole(error: unknown): boolean {
  return error instanceof Error && /\brole\b/i.test(error.message);
}
