import { createInterface } from 'node:readline/promises';

/** A question that only a person can answer was asked of a pipe. */
export class NobodyToAskError extends Error {
  override readonly name = 'NobodyToAskError';

  constructor() {
    super('The command needs a confirmation, and this is not a terminal. Repeat it with --yes.');
  }
}

/** The operator did not agree. */
export class NotConfirmedError extends Error {
  override readonly name = 'NotConfirmedError';

  constructor() {
    super('Not confirmed; nothing was done.');
  }
}

/**
 * Has the operator type the fleet's resource tag to go on: too much to do it in passing, and the right fleet's.
 * @throws NobodyToAskError when standard input is no terminal, NotConfirmedError when it was another word
 */
export async function confirm(question: string, resourceTag: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new NobodyToAskError();
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      `${question}\nType the resource tag, ${resourceTag}, to continue: `,
    );
    if (answer.trim() !== resourceTag) {
      throw new NotConfirmedError();
    }
  } finally {
    terminal.close();
  }
}
