import type { Clock } from '@fleet/emulator-clock';

/** When a change was made. */
export interface ChangeStamp {
  /** Decides, with the seed, how long it takes to be seen. */
  readonly ordinal: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The order of changes. What is changed together arrives together, in all views that share the log. */
export class ChangeLog {
  private ordinal = 0;
  private current: ChangeStamp | undefined;

  constructor(private readonly clock: Pick<Clock, 'nowMillis'>) {}

  /** The stamp of the next change. */
  next(): ChangeStamp {
    return this.current ?? this.stamp();
  }

  /** All changes that are made while `work` runs count as one. */
  together<Result>(work: () => Result): Result {
    const outer = this.current;
    this.current = outer ?? this.stamp();
    try {
      return work();
    } finally {
      this.current = outer;
    }
  }

  private stamp(): ChangeStamp {
    this.ordinal += 1;
    return { ordinal: this.ordinal, at: this.clock.nowMillis() };
  }
}
