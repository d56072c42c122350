/** One line of a text. */
export interface TextLine {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
}

/** In place of what is cut off: no serial number and no voucher has it, so that no line passes for its beginning. */
const cutOff = '…';

/**
 * The lines of a text, each cut at `longest` characters, which it shows at its end. However much comes in one piece, no
 * more than that and one line is held.
 */
export async function* textLines(chunks: AsyncIterable<string>, longest: number): AsyncGenerator<TextLine> {
  let rest = '';
  let number = 0;
  const shown = (line: string) => (line.length > longest ? `${line.slice(0, longest)}${cutOff}` : line);
  for await (const chunk of chunks) {
    const text = rest + chunk;
    const endOfLines = text.lastIndexOf('\n') + 1;
    const lines = text.slice(0, endOfLines).split('\n').slice(0, -1);
    // One character more, by which it is known to be too long.
    rest = text.slice(endOfLines).slice(0, longest + 1);
    for (const line of lines) {
      number += 1;
      yield { number, text: shown(line) };
    }
  }
  yield { number: number + 1, text: shown(rest) };
}
