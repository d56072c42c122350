import type { EventEmitter } from 'node:events';

/** What a write says when nobody can read it any more: the reader of a pipe has ended, or the terminal is closed. */
const nobodyReads: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

/**
 * Waits for the user to end the demo: by a signal, by closing the terminal, or by ending the program that reads the
 * output. From here on, none of them ends this process before it has ended what it started.
 * @throws the error of an output that fails for another reason
 */
export function interruption(
  program: Pick<EventEmitter, 'on' | 'once'>,
  outputs: readonly Pick<NodeJS.WritableStream, 'on'>[],
): Promise<'interrupted'> {
  return new Promise((resolve, reject) => {
    const interrupt = () => resolve('interrupted');
    // A second Ctrl-C ends the process at once. A terminal that closes may send SIGHUP more than once.
    program.once('SIGINT', interrupt);
    program.once('SIGTERM', interrupt);
    program.on('SIGHUP', interrupt);
    for (const output of outputs) {
      output.on('error', (error: NodeJS.ErrnoException) => {
        if (nobodyReads.has(error.code)) {
          interrupt();
        } else {
          reject(error);
        }
      });
    }
  });
}
