import { isOutputClosed } from '@fleet/closed-output';
import type { ProgressLine } from './progress';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Output {
  readonly json: boolean;
  /** What the command was asked for: `words` for people, `data` on one line with --json. */
  readonly result: (words: string, data: object) => Promise<void>;
  /** What happens on the way. */
  readonly say: (words: string) => void;
  /** How far it has come, in words that are asked for only when they are shown. */
  readonly progress: (words: () => string) => void;
  /** Whether nobody reads the results any more. A command that changes something finishes all the same. */
  readonly isClosed: () => boolean;
}

/** Output to the process's own streams; waits for a slow reader, so that nothing piles up in memory. */
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
    progress: (words) => progress.show(words),
    isClosed: () => isOutputClosed(process.stdout),
  };
}
