/** How often each call was done, and how often it was throttled. */
export class CallCounts {
  private readonly finished = new Map<string, number>();
  private readonly refused = new Map<string, number>();

  done(operation: string): void {
    this.finished.set(operation, this.of(operation) + 1);
  }

  throttled(operation: string): void {
    this.refused.set(operation, this.throttledOf(operation) + 1);
  }

  of(operation: string): number {
    return this.finished.get(operation) ?? 0;
  }

  throttledOf(operation: string): number {
    return this.refused.get(operation) ?? 0;
  }

  /** The calls that were done, by their names in order. */
  all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.finished].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  clear(): void {
    this.finished.clear();
    this.refused.clear();
  }
}
