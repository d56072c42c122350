import type { Clock } from '@fleet/emulator-clock';

/** The cdk CLI looks for the end of an operation at once, and then every five seconds. */
const timeoutMillis = 5_000;

/**
 * Holds an answer back until the operation that it is about is done, but no longer than clients wait before they
 * look again: for a small stack, the first look finds its end.
 */
export async function soonDone(operation: Promise<void>, clock: Clock): Promise<void> {
  let stopWaiting = (): void => undefined;
  const longEnough = new Promise<void>((resolve) => {
    stopWaiting = clock.at(new Date(clock.nowMillis() + timeoutMillis), resolve);
  });
  try {
    await Promise.race([operation, longEnough]);
  } finally {
    stopWaiting();
  }
}
