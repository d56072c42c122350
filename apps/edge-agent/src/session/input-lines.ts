import type { Readable } from 'node:stream';
import { abortOf } from '../timing/abort';

/** Twice what a message may hold, for its JSON escapes. */
const longestLine = 256 * 1024;

/**
 * The lines of a stream. A line that is too long to be a message comes out empty, so that their reader can
 * complain of it, and never lies in memory as a whole.
 *
 * @param stop from then on nothing more is read: what has been read still comes out, but for a line without its end
 */
export async function* inputLines(stream: Readable, stop: AbortSignal): AsyncGenerator<string> {
  let line = '';
  let tooLong = false;
  stream.setEncoding('utf8');
  for await (const chunk of chunksUntil(stop, stream)) {
    for (const [index, piece] of chunk.split('\n').entries()) {
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
  if (!stop.aborted && (tooLong || line !== '')) {
    yield tooLong ? '' : line;
  }
}

/** What an iterator of the stream itself has taken from it, and not handed out yet, would be lost at the stop. */
async function* chunksUntil(stop: AbortSignal, stream: Readable): AsyncGenerator<string> {
  // It is looked at below. Without a listener it would end the process.
  stream.on('error', () => undefined);
  const { aborted, forget } = abortOf(stop);
  try {
    for (;;) {
      const chunk: unknown = stream.read();
      if (typeof chunk === 'string') {
        yield chunk;
      } else if (stream.errored) {
        throw stream.errored;
      } else if (stop.aborted || stream.readableEnded || stream.destroyed) {
        return;
      } else {
        await Promise.race([aborted, somethingOf(stream)]);
      }
    }
  } finally {
    forget();
  }
}

const signs = ['readable', 'end', 'error', 'close'] as const;

function somethingOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    const seen = (): void => {
      signs.forEach((sign) => stream.off(sign, seen));
      resolve();
    };
    signs.forEach((sign) => stream.on(sign, seen));
  });
}
