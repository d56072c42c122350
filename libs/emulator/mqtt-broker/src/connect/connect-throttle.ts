import type { Clock } from '@fleet/emulator-clock';

/**
 * The rate of CONNECTs of each client id (AWS General Reference, AWS IoT Core quotas: "Connect requests per second per
 * client ID", not adjustable).
 */
export class ConnectThrottle {
  /** In order of time, so that what has passed is found at the front. */
  private readonly lastConnects = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly millisBetweenConnects: number,
  ) {}

  /** Counts this CONNECT and says whether it comes too soon after the one before. */
  isTooSoon(clientId: string): boolean {
    if (this.millisBetweenConnects === 0) {
      return false;
    }
    const now = this.clock.nowMillis();
    this.forgetBefore(now);
    const tooSoon = this.lastConnects.has(clientId);
    if (!tooSoon) {
      this.lastConnects.set(clientId, now);
    }
    return tooSoon;
  }

  private forgetBefore(now: number): void {
    for (const [clientId, at] of this.lastConnects) {
      // A time ahead of now: the cloud's clock was set back.
      if (at <= now && now - at < this.millisBetweenConnects) {
        break;
      }
      this.lastConnects.delete(clientId);
    }
  }
}
