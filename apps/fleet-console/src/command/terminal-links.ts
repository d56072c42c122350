import { createInterface } from 'node:readline';

/** Where the console is started. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly print: (line: string) => void;
  /** Nx starts programs in a terminal of its own, which nothing that is typed reaches. */
  readonly isUnderNx: boolean;
}

/** How to get another link, as part of a sentence. */
export function newLinkWords({ input, isUnderNx }: Terminal): string {
  return input.isTTY === true && !isUnderNx
    ? 'press Enter in the console’s terminal, and open the link that it prints'
    : 'start the console again, as Enter does not reach this one, and open the link that it prints';
}

/**
 * Prints a link, and another one for each Enter, where somebody sits at a terminal. Nothing else prints one, and nothing
 * opens a browser: the link would stand in the list of its arguments, for every user of the machine.
 * @returns what ends it
 */
export function printLinks({ input, print, isUnderNx }: Terminal, link: () => string): () => void {
  const printOne = () => print(link());
  printOne();
  if (isUnderNx) {
    print('The link works once, within a minute. Under Nx, Enter cannot print another, as it does without:');
    print('node dist/apps/fleet-console/main.js');
    return () => undefined;
  }
  if (input.isTTY !== true) {
    print('The link works once, within a minute. For another, start the console again.');
    return () => undefined;
  }
  print('The link works once, within a minute. Enter prints another, Ctrl-C ends the console.');
  const lines = createInterface({ input, terminal: false });
  lines.on('line', printOne);
  return () => lines.close();
}
