import { calledBackOrAborted } from './abortable-wait';

/**
 * How many batches of all queues run at a time. Whoever fetches a batch when there is room may run it: as many more
 * as there are queues can come to run, and no message waits in hand while its visibility timeout passes.
 */
export class BatchSlots {
  private readonly running = new Set<Promise<void>>();
  private readonly waiting = new Set<() => void>();

  constructor(readonly limit: number) {}

  get full(): boolean {
    return this.running.size >= this.limit;
  }

  /** Runs a batch. @param work never rejects */
  run(work: () => Promise<void>): void {
    const batch = work().finally(() => {
      this.running.delete(batch);
      for (const wake of [...this.waiting]) {
        wake();
      }
    });
    this.running.add(batch);
  }

  /** Waits for the end of the next batch, or for the signal. */
  freed(signal: AbortSignal): Promise<void> {
    return calledBackOrAborted(signal, (callBack) => {
      this.waiting.add(callBack);
      return () => this.waiting.delete(callBack);
    });
  }

  /** Waits for all batches that run. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }
}
