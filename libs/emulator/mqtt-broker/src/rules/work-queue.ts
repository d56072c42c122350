export interface WorkLimits {
  readonly running: number;
  readonly waiting: number;
  readonly waitingBytes: number;
}

interface Job {
  readonly run: () => Promise<void>;
  readonly bytes: number;
}

/**
 * Runs jobs a few at a time, in the order of their arrival, and refuses them when too many wait, or too much. Between two of them
 * everything else in the process has its turn, as jobs that end at once and make others would never let go of it.
 */
export class WorkQueue {
  private readonly waiting: Job[] = [];
  private waitingBytes = 0;
  private running = 0;
  private whenIdle: (() => void)[] = [];

  constructor(private readonly most: WorkLimits) {}

  /**
   * False when the queue is full. A job must not reject.
   * @param bytes what the job holds while it waits
   */
  add(run: () => Promise<void>, bytes: number): boolean {
    if (this.waiting.length >= this.most.waiting || this.waitingBytes + bytes > this.most.waitingBytes) {
      return false;
    }
    this.waiting.push({ run, bytes });
    this.waitingBytes += bytes;
    this.startNext();
    return true;
  }

  /** Drops what has not begun, and resolves when what has begun is done. */
  async close(): Promise<void> {
    this.waiting.length = 0;
    this.waitingBytes = 0;
    if (this.running > 0) {
      await new Promise<void>((resolve) => this.whenIdle.push(resolve));
    }
  }

  private startNext(): void {
    if (this.running >= this.most.running) {
      return;
    }
    const job = this.waiting.shift();
    if (!job) {
      return;
    }
    this.waitingBytes -= job.bytes;
    this.running++;
    void job.run().finally(() => this.finished());
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
