/** Twice what a message may hold, for its JSON escapes. */
const longestLine = 256 * 1024;

/**
 * The lines of a stream. A line that is too long to be a message comes out empty, so that their reader can
 * complain of it, and never lies in memory as a whole.
 */
export async function* inputLines(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let line = '';
  let tooLong = false;
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    for (const [index, piece] of String(chunk).split('\n').entries()) {
      if (index > 0) {
        yield tooLong ? '' : line;
        line = '';
        tooLong = false;
      }
      line += piece;
      if (line.length > longestLine) {
        line = '';
        tooLong = true;
      }
    }
  }
  if (tooLong || line !== '') {
    yield tooLong ? '' : line;
  }
}
