import type { Clock } from '@fleet/emulator-clock';

/**
 * Waits until `listen` has called back, or the signal aborts.
 * @param listen calls back later, never at once; returns what ends its listening
 */
export async function calledBackOrAborted(
  signal: AbortSignal,
  listen: (callBack: () => void) => () => void,
): Promise<void> {
  if (signal.aborted) {
    return;
  }
  await new Promise<void>((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      endListening();
      resolve();
    };
    signal.addEventListener('abort', end);
    const endListening = listen(end);
  });
}

/** Waits, by the cloud's clock, or until the signal aborts. */
export function pause(clock: Clock, millis: number, signal: AbortSignal): Promise<void> {
  return calledBackOrAborted(signal, (callBack) => clock.at(new Date(clock.nowMillis() + millis), callBack));
}
