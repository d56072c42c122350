/** Twice what a message may hold, for its JSON escapes. */
const longestLine = 256 * 1024;

/**
 * The lines of a stream. A line that is too long to be a message comes out empty, so that whoever reads them can
 * complain of it, and never lies in memory as a whole.
 */
export async function* inputLines(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let line = '';
  let tooLong = false;
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const [first = '', ...rest] = String(chunk).split('\n');
    line += first;
    for (const next of rest) {
      yield tooLong ? '' : line;
      line = next;
      tooLong = false;
    }
    if (line.length > longestLine) {
      line = '';
      tooLong = true;
    }
  }
  if (line !== '') {
    yield line;
  }
}
