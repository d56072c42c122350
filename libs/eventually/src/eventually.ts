import { setTimeout } from 'node:timers/promises';
import { waitTimeoutMillis } from './wait-timeout';

/** It did not come about in time. */
export class NeverHappenedError extends Error {
  override readonly name = 'NeverHappenedError';
}

/** Rare enough to leave the processor to those whom the test waits for. */
const pollMillis = 25;

/**
 * Polls until there is a value.
 * @throws NeverHappenedError
 */
export async function eventually<Found>(
  what: string,
  probe: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  const deadline = Date.now() + waitTimeoutMillis;
  for (;;) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new NeverHappenedError(`within ${waitTimeoutMillis / 1_000} s there was no ${what}`);
    }
    await setTimeout(pollMillis);
  }
}

/**
 * Waits until `holds` says true.
 * @throws NeverHappenedError that shows the code of `holds`
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(`moment at which this holds: ${String(holds)}`, async () =>
    (await holds()) ? true : undefined,
  );
}
