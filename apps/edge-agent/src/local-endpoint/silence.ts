/** Tells when somebody has said nothing for too long. */
export class Silence {
  private timeout: NodeJS.Timeout | undefined;

  /** @param isExcused whether it cannot be heard just now */
  constructor(private readonly isExcused: () => boolean) {}

  /** Counts from now. What was awaited before is not any more. */
  allow(millis: number, exceeded: () => void): void {
    this.end();
    this.timeout = setTimeout(() => {
      if (this.isExcused()) {
        this.timeout?.refresh();
      } else {
        exceeded();
      }
    }, millis);
  }

  /** Something was said. */
  broken(): void {
    this.timeout?.refresh();
  }

  end(): void {
    clearTimeout(this.timeout);
    this.timeout = undefined;
  }
}
