import { hash } from 'node:crypto';

/** Chance that begins with a seed: the same every time. */
export class Random {
  private state: number;

  constructor(seed: string) {
    this.state = hash('md5', seed, 'buffer').readUInt32LE(0);
  }

  /** From zero to below one (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Where it stands, to be gone back to. */
  mark(): number {
    return this.state;
  }

  goBackTo(mark: number): void {
    this.state = mark;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }

  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  /** The time until something happens that happens once in `mean`, at any time. */
  waiting(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.whole(0, items.length - 1)] ?? items[0];
  }
}
