import { leastMillisSince, type BootMoment } from '../timing/boot-clock';

/** In so many rounds an identity has to have failed … */
export const verdictRounds = 5;
/** … and over so long a time. Longer than the policies of a new certificate take to be in force everywhere. */
export const verdictMillis = 10 * 60_000;

/**
 * How often, and over how long a time, an identity was not let in where another one was. Each of these rounds had its
 * witness: at the same endpoint, right afterwards, the claim was let in, or another identity of the device. So none
 * of them was the doing of a network, and all of them together are not the doing of chance.
 */
export interface Tally {
  readonly rounds: number;
  /** The least time that lies between the first and the latest round. */
  readonly spanMillis: number;
  /** The latest round. */
  readonly at: BootMoment;
}

/** The tally after one more round. Neither a clock that is set nor a reboot makes its time longer than it was. */
export function withRound(tally: Tally | undefined, at: BootMoment): Tally {
  if (tally === undefined) {
    return { rounds: 1, spanMillis: 0, at };
  }
  return {
    rounds: tally.rounds + 1,
    spanMillis: tally.spanMillis + leastMillisSince(tally.at, at),
    at,
  };
}

/** Whether the identity is refused for good, as far as a device can know. */
export function isRefusedForGood(tally: Tally | undefined): boolean {
  return tally !== undefined && tally.rounds >= verdictRounds && tally.spanMillis >= verdictMillis;
}
