import type { Writable } from 'node:stream';

/** What may wait in memory for a reader that does not read. */
const mostWaitingBytes = 1024 * 1024;

/**
 * Writes lines to a stream of the process. A pipe whose reader has stopped takes no more, and Node.js keeps what waits
 * for it: without a bound a stopped log shipper would fill the device's memory.
 */
export class LineWriter {
  /** Lines that were not written since the last that was. */
  private lost = 0;

  constructor(private readonly stream: Writable) {}

  /** Whether lines would be lost now. */
  get full(): boolean {
    return this.stream.writableLength >= mostWaitingBytes;
  }

  /** @param lostWords the line that tells, once there is room again, how many lines are missing before this one */
  write(line: string, lostWords: (count: number) => string): void {
    if (this.full) {
      this.lost += 1;
      return;
    }
    if (this.lost > 0) {
      this.stream.write(`${lostWords(this.lost)}\n`);
      this.lost = 0;
    }
    this.stream.write(`${line}\n`);
  }

  /** Resolves once there is room, or nobody will ever read again. */
  async ready(): Promise<void> {
    if (this.full && !this.stream.destroyed) {
      await new Promise<void>((resolve) => {
        const ready = (): void => {
          this.stream.off('drain', ready).off('close', ready);
          resolve();
        };
        this.stream.on('drain', ready).on('close', ready);
      });
    }
  }
}
