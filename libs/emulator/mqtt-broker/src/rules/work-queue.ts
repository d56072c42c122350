/**
 * Runs jobs a few at a time, in the order of their arrival, and refuses them when too many wait. Between two of them
 * everything else in the process has its turn, as jobs that end at once and make others would never let go of it.
 */
export class WorkQueue {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;
  private whenIdle: (() => void)[] = [];

  constructor(
    private readonly mostRunning: number,
    private readonly mostWaiting: number,
  ) {}

  /** False when the queue is full. A job must not reject. */
  add(job: () => Promise<void>): boolean {
    if (this.waiting.length >= this.mostWaiting) {
      return false;
    }
    this.waiting.push(job);
    this.startNext();
    return true;
  }

  /** Drops what has not begun, and resolves when what has begun is done. */
  async close(): Promise<void> {
    this.waiting.length = 0;
    if (this.running > 0) {
      await new Promise<void>((resolve) => this.whenIdle.push(resolve));
    }
  }

  private startNext(): void {
    if (this.running >= this.mostRunning) {
      return;
    }
    const job = this.waiting.shift();
    if (!job) {
      return;
    }
    this.running++;
    void job().finally(() => this.finished());
  }

  private finished(): void {
    this.running--;
    setImmediate(() => this.startNext());
    if (this.running > 0) {
      return;
    }
    const idle = this.whenIdle;
    this.whenIdle = [];
    for (const resolve of idle) {
      resolve();
    }
  }
}
