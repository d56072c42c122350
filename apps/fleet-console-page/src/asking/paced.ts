/** Shows what changes often: the last of what came within a while. */
export class Paced<T> {
  private latest: { readonly value: T } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly take: (value: T) => void,
    private readonly everyMillis: number,
  ) {}

  show(value: T): void {
    this.latest = { value };
    this.timer ??= setTimeout(() => this.flush(), this.everyMillis);
  }

  /** Shows at once what has come. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.latest !== undefined) {
      const { value } = this.latest;
      this.latest = undefined;
      this.take(value);
    }
  }
}
