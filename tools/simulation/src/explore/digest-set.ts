import type { StateDigest } from './state-digest';

/**
 * The states that were seen, as 64 bits of each: among a million of them two are taken for one with a probability of
 * one to some tens of millions. Open addressing in typed arrays, so that a state costs some twenty bytes.
 */
export class DigestSet {
  size = 0;
  private capacity = 1 << 16;
  private high = new Uint32Array(this.capacity);
  private low = new Uint32Array(this.capacity);

  /** @returns whether it is new */
  add({ high, low }: Pick<StateDigest, 'high' | 'low'>): boolean {
    // Zeros are what an empty place has.
    return this.put(high === 0 ? 1 : high, low);
  }

  private put(high: number, low: number): boolean {
    for (let place = (high ^ low) >>> 0; ; place += 1) {
      const at = place % this.capacity;
      const found = this.high[at];
      if (found === 0) {
        this.high[at] = high;
        this.low[at] = low;
        this.size += 1;
        this.growWhenFull();
        return true;
      }
      if (found === high && this.low[at] === low) {
        return false;
      }
    }
  }

  private growWhenFull(): void {
    if (this.size * 2 < this.capacity) {
      return;
    }
    const { high, low } = this;
    this.capacity *= 2;
    this.high = new Uint32Array(this.capacity);
    this.low = new Uint32Array(this.capacity);
    this.size = 0;
    high.forEach((each, at) => {
      if (each !== 0) {
        this.put(each, low[at] ?? 0);
      }
    });
  }
}
