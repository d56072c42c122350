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
 *
 * @param attempts that were made before
 * @returns milliseconds
 */
export function waitOf(range: BackoffRange, attempts: number, random: () => number): number {
  const { floorMillis } = range;
  const ceiling = ceilingOf(range, attempts);
  return Math.round(floorMillis + random() * Math.max(0, ceiling - floorMillis));
}

/** The longest that the wait after so many attempts can be. */
export function ceilingOf({ firstMillis, longestMillis }: BackoffRange, attempts: number): number {
  return Math.min(longestMillis, firstMillis * 2 ** Math.min(attempts, 52));
}

/** Counts the attempts of one story. */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly range: BackoffRange,
    private readonly random: () => number,
  ) {}

  /** The next wait, in milliseconds. */
  next(): number {
    const wait = waitOf(this.range, this.attempts, this.random);
    this.attempts += 1;
    return wait;
  }

  reset(): void {
    this.attempts = 0;
  }
}
