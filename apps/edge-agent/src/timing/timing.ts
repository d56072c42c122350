/** Time and chance as the agent's rules see them, so that tests can own both. */
export interface Timing {
  /** Wall clock, milliseconds since the epoch. A device's clock may be years off. */
  readonly now: () => number;
  /** Milliseconds that only ever grow, for measuring waits; its zero means nothing. */
  readonly elapsed: () => number;
  /**
   * Milliseconds since the machine was started. The one clock that a restarted process has in common with the one
   * before it, and that nobody can set; a reboot begins it anew.
   */
  readonly sinceBoot: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Resolves after `millis`; rejects with the signal's reason when it is aborted first. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>;
}
