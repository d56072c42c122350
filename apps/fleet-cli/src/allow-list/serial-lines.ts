/** One line of a list of serials. */
export interface SerialLine {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
}

/** Far more than a serial may have: what is beyond is no list of serials, and not kept. */
const longestLine = 1_000;

/**
 * The lines of a list that have something on them, without the blanks around it. `#` begins a comment. However
 * much comes in one piece, no more than that and one line is held.
 */
export async function* serialLines(chunks: AsyncIterable<string>): AsyncGenerator<SerialLine> {
  let rest = '';
  let number = 0;
  for await (const chunk of chunks) {
    const text = rest + chunk;
    const endOfLines = text.lastIndexOf('\n') + 1;
    const lines = text.slice(0, endOfLines).split('\n').slice(0, -1);
    rest = text.slice(endOfLines).slice(0, longestLine);
    for (const line of lines) {
      number += 1;
      yield* contentOf(line, number);
    }
  }
  yield* contentOf(rest, number + 1);
}

function* contentOf(line: string, number: number): Generator<SerialLine> {
  // A byte order mark, as some spreadsheets put before the first line, is white space to trim().
  const text = line.slice(0, longestLine).replace(/#.*/s, '').trim();
  if (text !== '') {
    yield { number, text };
  }
}
