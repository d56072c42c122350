/** One line of a text. */
export interface TextLine {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a text, each cut at `longest` characters. However much comes in one piece, no more than that and one line
 * is held.
 */
export async function* textLines(chunks: AsyncIterable<string>, longest: number): AsyncGenerator<TextLine> {
  let rest = '';
  let number = 0;
  for await (const chunk of chunks) {
    const text = rest + chunk;
    const endOfLines = text.lastIndexOf('\n') + 1;
    const lines = text.slice(0, endOfLines).split('\n').slice(0, -1);
    rest = text.slice(endOfLines).slice(0, longest);
    for (const line of lines) {
      number += 1;
      yield { number, text: line.slice(0, longest) };
    }
  }
  yield { number: number + 1, text: rest };
}
