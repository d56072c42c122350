import { programLimits } from './program-limits';

/** A program that connects in a loop must not keep the agent busy, nor fill its log. */
export class ConnectRate {
  private tokens: number = programLimits.connectBurst;
  private filledAt: number;

  /** @param elapsed milliseconds that only ever grow */
  constructor(private readonly elapsed: () => number) {
    this.filledAt = elapsed();
  }

  /** Whether one more may come in now. */
  admits(): boolean {
    const now = this.elapsed();
    const filled = this.tokens + ((now - this.filledAt) / 1000) * programLimits.connectsPerSecond;
    this.tokens = Math.min(programLimits.connectBurst, filled);
    this.filledAt = now;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens -= 1;
    return true;
  }
}
