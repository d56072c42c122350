import { ceilingOf, type BackoffRange } from './backoff';
import type { Timing } from './timing';

export interface CrowdRange extends BackoffRange {
  /** A wait may be as long as this at any time. */
  readonly freelyMillis: number;
  /** A longer one is no longer than this share of the time since the first failure. */
  readonly shareOfTime: number;
  /** No wait is shorter than this share of its ceiling. */
  readonly leastShare: number;
}

/**
 * The waits of a device that may be one of very many, all of which wait for what a quota admits. None knows how many
 * they are. The last one tries at most one wait after the others have left room for it: where no wait is longer than a
 * tenth of the time so far, all are done at most a tenth later than the quota allows. Drawn from the upper half, as a
 * wait of almost nothing is an attempt in vain; not from less, or those who came together would stay together.
 */
export class CrowdBackoff {
  private attempts = 0;
  private firstFailure: number | undefined;

  constructor(
    private readonly range: CrowdRange,
    private readonly timing: Pick<Timing, 'elapsed' | 'random'>,
  ) {}

  /** The next wait, in milliseconds. */
  next(): number {
    const { freelyMillis, shareOfTime, leastShare, floorMillis } = this.range;
    const now = this.timing.elapsed();
    this.firstFailure ??= now;
    const allowed = Math.max(freelyMillis, shareOfTime * (now - this.firstFailure));
    const ceiling = Math.min(ceilingOf(this.range, this.attempts), allowed);
    this.attempts += 1;
    const least = Math.max(floorMillis, leastShare * ceiling);
    return Math.round(least + this.timing.random() * Math.max(0, ceiling - least));
  }

  reset(): void {
    this.attempts = 0;
    this.firstFailure = undefined;
  }
}
