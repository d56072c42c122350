import { open } from 'node:fs/promises';
import { UsageError } from '@fleet/fleet-operations';

/**
 * The text of a list: of a file, or of standard input for `-`.
 * @throws UsageError when it cannot be read
 */
export async function* textOf(path: string): AsyncGenerator<string> {
  if (path === '-') {
    yield* textIn(process.stdin);
    return;
  }
  try {
    const file = await open(path);
    yield* textIn(file.createReadStream());
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) {
      throw error;
    }
    throw new UsageError(`--file ${path} cannot be read: ${error.message}`, { cause: error });
  }
}

async function* textIn(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    yield typeof chunk === 'string' ? chunk : chunk.toString('utf8');
  }
}

/** What a command is about: one serial, or a list of them. */
export type SerialOrList = { readonly serial: string } | { readonly chunks: AsyncIterable<string> };

/** @throws UsageError unless it is one of the two */
export function serialOrList(serial: string | undefined, file: string | undefined): SerialOrList {
  if (serial !== undefined && file === undefined) {
    return { serial };
  }
  if (serial === undefined && file !== undefined) {
    return { chunks: textOf(file) };
  }
  throw new UsageError('Give one serial, or --file with a list of them.');
}
