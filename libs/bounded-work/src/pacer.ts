/** Time as a sweep spends it. */
export interface Timing {
  readonly now: () => Date;
  readonly sleep: (millis: number) => Promise<void>;
}

/**
 * Lets so many through in a second, one after the other at even distances, so that a sweep leaves the account's
 * quotas to the devices. Nobody who was late may catch up with a burst.
 */
export class Pacer {
  private readonly distanceMillis: number;
  private nextAt = 0;

  constructor(
    perSecond: number,
    private readonly timing: Timing,
  ) {
    this.distanceMillis = 1_000 / perSecond;
  }

  async turn(): Promise<void> {
    const now = this.timing.now().getTime();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + this.distanceMillis;
    if (at > now) {
      await this.timing.sleep(at - now);
    }
  }
}
