import type { BootMoment } from './boot-clock';

/** Time and chance as the agent's rules see them, so that tests can own both. */
export interface Timing {
  /** Wall clock, milliseconds since the epoch. A device's clock may be years off. */
  readonly now: () => number;
  /** Milliseconds that only ever grow, for measuring waits; its zero means nothing. */
  readonly elapsed: () => number;
  /** Now, on the clock that counts from the machine's start. */
  readonly sinceBoot: () => BootMoment;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Resolves after `millis`; rejects with the signal's reason when it is aborted first. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>;
}
