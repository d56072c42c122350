import type { Clock } from '@fleet/emulator-clock';
import type { ItemRepository } from './item-repository';

const batch = 500;

/** Deletes items when they expire, by the cloud's clock. */
export class ExpirySweeper {
  private cancel: () => void = () => undefined;
  private armedFor: number | undefined;
  private closed = false;

  constructor(
    private readonly items: ItemRepository,
    private readonly clock: Clock,
  ) {}

  /** Looks for the next item to expire; to be called when there may be an earlier one. */
  rearm(): void {
    this.cancel();
    this.armedFor = this.closed ? undefined : this.items.nextExpiry();
    if (this.armedFor !== undefined) {
      this.wakeAt(this.armedFor);
    }
  }

  /** Called for every item written. */
  noticed(expiry: number | undefined): void {
    if (expiry === undefined || (this.armedFor !== undefined && this.armedFor <= expiry)) {
      return;
    }
    this.cancel();
    this.armedFor = expiry;
    this.wakeAt(expiry);
  }

  close(): void {
    this.closed = true;
    this.cancel();
  }

  private wakeAt(seconds: number): void {
    const latest = 8.64e12;
    this.cancel = this.clock.at(new Date(Math.min(seconds, latest) * 1000), () => this.sweep());
  }

  private sweep(): void {
    if (this.closed) {
      return;
    }
    // One batch at a time: requests that wait are answered in between.
    this.items.deleteExpired(Math.floor(this.clock.nowMillis() / 1000), batch);
    this.rearm();
  }
}
