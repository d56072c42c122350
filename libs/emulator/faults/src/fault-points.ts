import type { Effect } from './effect';
import type { CallDetails } from './faults';

/** What code has to know of faults where one may fire. */
export interface FaultPoints {
  /** Counts a call at a point, and says what is to happen to it. */
  at(point: string, details?: CallDetails): Effect | undefined;
  /**
   * Waits, in the machine's time.
   * @throws DelayCutShortError when the cloud ends before
   */
  wait(millis: number): Promise<void>;
}

/** Where nobody wants any. */
export const noFaults: FaultPoints = {
  at: () => undefined,
  wait: () => Promise.resolve(),
};
