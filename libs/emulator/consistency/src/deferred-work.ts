import type { Clock } from '@fleet/emulator-clock';

/** Work that waits for its time, by the cloud's clock. */
export class DeferredWork {
  private readonly cancels = new Set<() => void>();
  private closed = false;

  constructor(private readonly clock: Clock) {}

  /** Does it after that time; without a delay at once, before this call returns. Never after `close`. */
  after(millis: number, work: () => void): void {
    if (this.closed) {
      return;
    }
    if (millis <= 0) {
      work();
      return;
    }
    const cancel = this.clock.at(new Date(this.clock.nowMillis() + millis), () => {
      this.cancels.delete(cancel);
      work();
    });
    this.cancels.add(cancel);
  }

  /** Drops what waits. */
  close(): void {
    this.closed = true;
    for (const cancel of this.cancels) {
      cancel();
    }
    this.cancels.clear();
  }
}
