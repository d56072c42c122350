import { textLines, type TextLine } from './text-lines';

/** Far more than a serial may have: what is beyond is no list of serials, and not kept. */
const longestLine = 1_000;

/** The lines of a list that have something on them, without the blanks around it. `#` begins a comment. */
export async function* serialLines(chunks: AsyncIterable<string>): AsyncGenerator<TextLine> {
  for await (const line of textLines(chunks, longestLine)) {
    // A byte order mark, as some spreadsheets put before the first line, is white space to trim().
    const text = line.text.replace(/#.*/s, '').trim();
    if (text !== '') {
      yield { number: line.number, text };
    }
  }
}
