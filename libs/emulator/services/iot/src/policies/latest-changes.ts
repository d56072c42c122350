/**
 * When each of very many things has changed last, by a count of all changes. Of those that did not change lately it knows
 * no more than of all others together: so it may say that one has changed which has not, and never the opposite.
 */
export class LatestChanges {
  private count = 0;
  private readonly latest = new Map<string, number>();
  /** Everything that is not in `latest` counts as changed then. */
  private ofOthers = 0;

  constructor(private readonly most: number) {}

  /** To be kept with what is read. */
  now(): number {
    return this.count;
  }

  changed(key: string): void {
    this.count += 1;
    // A Map lists its keys in the order of insertion, so the latest is at the end.
    this.latest.delete(key);
    this.latest.set(key, this.count);
    const [oldest] = this.latest;
    if (this.latest.size > this.most && oldest !== undefined) {
      const [forgotten, at] = oldest;
      this.latest.delete(forgotten);
      this.ofOthers = at;
    }
  }

  everythingChanged(): void {
    this.count += 1;
    this.latest.clear();
    this.ofOthers = this.count;
  }

  /** Whether it may have changed since something was read. */
  hasChangedSince(moment: number, key: string): boolean {
    return (this.latest.get(key) ?? this.ofOthers) > moment;
  }
}
