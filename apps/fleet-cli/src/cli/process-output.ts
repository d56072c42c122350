import { isOutputClosed } from '@fleet/closed-output';
import type { Output } from '@fleet/fleet-operations';
import { commandFor } from './next-commands';
import type { ProgressLine } from './progress';

/**
 * Output to the process's own streams, results on stdout and everything else on stderr; waits for a slow reader, so that
 * nothing piles up in memory.
 */
export function processOutput({ json }: { readonly json: boolean }, progress: ProgressLine): Output {
  return {
    json,
    // The listener of the stream handles a failed write: a command could do nothing about it.
    result: (words, data) =>
      new Promise((written) => {
        progress.clear();
        process.stdout.write(`${json ? JSON.stringify(data) : words}\n`, () => written());
      }),
    say: (words) => {
      progress.clear();
      process.stderr.write(`${words}\n`);
    },
    howTo: commandFor,
    progress: (words) => progress.show(words),
    isClosed: () => isOutputClosed(process.stdout),
  };
}
