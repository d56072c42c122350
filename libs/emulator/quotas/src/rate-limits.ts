import type { Clock } from '@fleet/emulator-clock';

/** How often each of these may happen in a second. */
export type Rates = Readonly<Record<string, number>>;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * One token bucket for each rate: it holds the tokens of one second, and fills at its rate by the cloud's clock. Guessed:
 * AWS says of no quota how large a burst it takes.
 */
export class RateLimits {
  private readonly ofAll = new Map<string, Bucket>();
  private readonly ofHolders = new WeakMap<object, Map<string, Bucket>>();

  constructor(
    private readonly clock: Pick<Clock, 'nowMillis'>,
    private readonly rates: Rates,
  ) {}

  /**
   * Takes a token, and says whether there was one.
   * @param name of a rate; what has none may happen as often as it likes
   * @param holder whose rate it is, where everyone has his own
   */
  take(name: string, holder?: object): boolean {
    const perSecond = this.rates[name];
    if (perSecond === undefined) {
      return true;
    }
    const bucket = this.bucketOf(name, perSecond, holder);
    this.fill(bucket, perSecond);
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }

  private bucketOf(name: string, perSecond: number, holder: object | undefined): Bucket {
    const buckets = this.bucketsOf(holder);
    const bucket = buckets.get(name) ?? { tokens: perSecond, filledAt: this.clock.nowMillis() };
    buckets.set(name, bucket);
    return bucket;
  }

  private bucketsOf(holder: object | undefined): Map<string, Bucket> {
    if (holder === undefined) {
      return this.ofAll;
    }
    const known = this.ofHolders.get(holder) ?? new Map<string, Bucket>();
    this.ofHolders.set(holder, known);
    return known;
  }

  private fill(bucket: Bucket, perSecond: number): void {
    const now = this.clock.nowMillis();
    // The cloud's clock may have been set back.
    const seconds = Math.max(0, now - bucket.filledAt) / 1_000;
    bucket.tokens = Math.min(perSecond, bucket.tokens + seconds * perSecond);
    bucket.filledAt = now;
  }
}
