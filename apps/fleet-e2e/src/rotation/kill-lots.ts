import { createHash } from 'node:crypto';

/** Draws lots that a seed decides: the same seed, the same lots in the same order. */
export class Lots {
  private drawn = 0;

  constructor(private readonly seed: string) {}

  /** From 0 to below 1. */
  fraction(): number {
    this.drawn += 1;
    const lot = createHash('sha256').update(`${this.seed} ${this.drawn}`).digest();
    return lot.readUInt32BE() / 2 ** 32;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** @throws RangeError when there is nothing to choose from */
  one<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) {
      throw new RangeError('there is nothing to choose from');
    }
    return choice;
  }

  /** All of them, in any order. */
  shuffled<Item>(items: readonly Item[]): readonly Item[] {
    return items
      .map((item) => ({ item, lot: this.fraction() }))
      .toSorted((one, other) => one.lot - other.lot)
      .map(({ item }) => item);
  }
}
