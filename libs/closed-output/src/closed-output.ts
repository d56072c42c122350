import type { Writable } from 'node:stream';

const closed = new WeakSet<Writable>();

/**
 * Lets the program go on when nobody reads these streams any more: whoever reads them may have enough, as `head` has.
 * What is written from then on is lost. Any other error of a stream still ends the program.
 */
export function outliveClosedOutput(...streams: readonly Writable[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
      closed.add(stream);
    });
  }
}

/** Whether nobody reads the stream any more: a program that only reads and prints can stop then. */
export function isOutputClosed(stream: Writable): boolean {
  return closed.has(stream);
}
