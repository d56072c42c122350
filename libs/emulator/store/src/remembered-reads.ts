/**
 * Remembers what was read, where much more is read than written. It forgets everything with each write. A transaction is
 * synchronous, and may yet be rolled back: what is read in the turn of a write is not remembered.
 */
export class RememberedReads<Value> {
  private readonly known = new Map<string, Value>();
  private isWritten = false;

  /** What is known of the key, or else what `read` finds. That there is nothing is not remembered. */
  find(key: string, read: () => Value | undefined): Value | undefined {
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const found = read();
    if (found !== undefined && !this.isWritten) {
      this.known.set(key, found);
    }
    return found;
  }

  /** To be called for every write. */
  wrote(): void {
    this.known.clear();
    if (!this.isWritten) {
      this.isWritten = true;
      queueMicrotask(() => {
        this.isWritten = false;
      });
    }
  }
}
