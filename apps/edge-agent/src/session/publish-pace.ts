/** What may go at once after a pause: a window of small messages, or one of the largest. */
const burst = { messages: 16, bytes: 128 * 1024 } as const;

/**
 * At what rate that comes back. AWS IoT Core throttles a connection beyond 100 messages or 512 KiB in a second, and then
 * does not acknowledge [service quotas, message broker]. In no second there are more than burst and rate together; the
 * rest is for the agent's own messages.
 */
const rate = { messages: 80, bytes: 352 * 1024 } as const;

/** The most that goes in any second. */
export const publishLimits = {
  messages: burst.messages + rate.messages,
  bytes: burst.bytes + rate.bytes,
} as const;

/** Two buckets that fill with time. Each publish takes a message out of one and its bytes out of the other. */
export class PublishPace {
  private messages: number = burst.messages;
  private bytes: number = burst.bytes;
  private filledAt: number;

  /** @param elapsed milliseconds that only ever grow */
  constructor(private readonly elapsed: () => number) {
    this.filledAt = elapsed();
  }

  /** Takes a message of so many bytes out, or says how many milliseconds it has to wait. */
  take(size: number): number {
    this.fill();
    const wait = Math.max(
      ((1 - this.messages) / rate.messages) * 1000,
      // A bucket never holds more than its burst: a larger message goes when it is full.
      ((Math.min(size, burst.bytes) - this.bytes) / rate.bytes) * 1000,
    );
    if (wait > 0) {
      return Math.ceil(wait);
    }
    this.messages -= 1;
    this.bytes -= size;
    return 0;
  }

  private fill(): void {
    const now = this.elapsed();
    const seconds = (now - this.filledAt) / 1000;
    this.filledAt = now;
    this.messages = Math.min(burst.messages, this.messages + seconds * rate.messages);
    this.bytes = Math.min(burst.bytes, this.bytes + seconds * rate.bytes);
  }
}
