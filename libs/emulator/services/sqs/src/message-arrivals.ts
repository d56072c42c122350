import type { Clock } from '@fleet/emulator-clock';

/** Wakes those who wait for messages of a queue. */
export class MessageArrivals {
  private readonly waiting = new Map<string, Set<() => void>>();
  private ended = false;

  constructor(private readonly clock: Clock) {}

  /** Nobody is let wait any more: the cloud closes. */
  get closed(): boolean {
    return this.ended;
  }

  /** To be called when a queue has a new message, or an old one that becomes visible earlier than it did. */
  announce(queue: string): void {
    for (const wake of this.waiting.get(queue) ?? []) {
      wake();
    }
  }

  /**
   * Ends with the next announcement, at `until` (milliseconds since the epoch, by the cloud's clock), when `signal`
   * aborts, or on `close`.
   */
  async next(queue: string, until: number, signal: AbortSignal): Promise<void> {
    if (this.ended || signal.aborted) {
      return;
    }
    let cancelAlarm: () => void = () => undefined;
    const waiters = this.waiting.get(queue) ?? new Set();
    this.waiting.set(queue, waiters);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        waiters.delete(wake);
        if (waiters.size === 0) {
          this.waiting.delete(queue);
        }
        signal.removeEventListener('abort', wake);
        cancelAlarm();
        resolve();
      };
      waiters.add(wake);
      signal.addEventListener('abort', wake);
      cancelAlarm = this.clock.at(new Date(until), wake);
    });
  }

  close(): void {
    this.ended = true;
    for (const queue of [...this.waiting.keys()]) {
      this.announce(queue);
    }
  }
}
