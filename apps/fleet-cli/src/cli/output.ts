import { once } from 'node:events';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Output {
  readonly json: boolean;
  /** What the command was asked for: `words` for people, `data` on one line with --json. */
  readonly result: (words: string, data: object) => Promise<void>;
  /** What happens on the way. */
  readonly say: (words: string) => void;
}

/** Output to the process's own streams; waits for a slow reader, so that nothing piles up in memory. */
export function processOutput({ json }: { readonly json: boolean }): Output {
  return {
    json,
    result: async (words, data) => {
      if (!process.stdout.write(`${json ? JSON.stringify(data) : words}\n`)) {
        await once(process.stdout, 'drain');
      }
    },
    say: (words) => void process.stderr.write(`${words}\n`),
  };
}
