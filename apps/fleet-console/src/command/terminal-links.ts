import { createInterface } from 'node:readline';

/** Where the console is started. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly print: (line: string) => void;
}

/** How to get another link, as part of a sentence. */
export function newLinkWords({ input }: Pick<Terminal, 'input'>): string {
  return input.isTTY === true
    ? 'press Enter in the console’s terminal, and open the link that it prints'
    : 'start the console again, as Enter does not reach this one, and open the link that it prints';
}

/**
 * Prints a link, and another one for each Enter, where somebody sits at a terminal. Nothing else prints one, and nothing
 * opens a browser: the link would stand in the list of its arguments, for every user of the machine.
 * @returns what ends it
 */
export function printLinks({ input, print }: Terminal, link: () => string): () => void {
  const printOne = () => print(link());
  printOne();
  if (input.isTTY !== true) {
    print('The link works once, within a minute. For another, start the console again.');
    return () => undefined;
  }
  print('The link works once, within a minute. Enter prints another, Ctrl-C ends the console.');
  const lines = createInterface({ input, terminal: false });
  lines.on('line', printOne);
  return () => lines.close();
}
