import { createInterface } from 'node:readline/promises';
import { RefusedError, UsageError } from './operator-errors';

/**
 * Has the operator type a word to go on.
 * @throws UsageError when nobody is there, RefusedError when it was another word
 */
export async function confirm(question: string, word: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask: repeat the command with --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question}\nType the resource tag, ${word}, to go on: `);
    if (answer.trim() !== word) throw new RefusedError('Not confirmed; nothing was done.');
  } finally {
    terminal.close();
  }
}
