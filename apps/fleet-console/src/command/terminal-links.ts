import { createInterface } from 'node:readline';

/** Where the console is started. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly print: (line: string) => void;
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
    print('The link works once, within a minute. Ctrl-C ends the console.');
    return () => undefined;
  }
  print('The link works once, within a minute. Enter prints another, Ctrl-C ends the console.');
  const lines = createInterface({ input, terminal: false });
  lines.on('line', printOne);
  return () => lines.close();
}
