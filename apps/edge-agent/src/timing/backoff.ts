export interface BackoffRange {
  /** No wait is shorter than this. */
  readonly floorMillis: number;
  /** Ceiling of the first wait; it doubles with every further one. */
  readonly firstMillis: number;
  /** The ceiling grows no further than this. */
  readonly longestMillis: number;
}

/**
 * Exponential backoff with full jitter: each wait is drawn evenly between the floor and a ceiling that
 * doubles, so that a fleet which lost its cloud in one moment does not come back in one moment.
 */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly range: BackoffRange,
    private readonly random: () => number,
  ) {}

  /** The next wait, in milliseconds. */
  next(): number {
    const { floorMillis, firstMillis, longestMillis } = this.range;
    const ceiling = Math.min(longestMillis, firstMillis * 2 ** Math.min(this.attempts, 52));
    this.attempts += 1;
    return Math.round(floorMillis + this.random() * Math.max(0, ceiling - floorMillis));
  }

  reset(): void {
    this.attempts = 0;
  }
}
