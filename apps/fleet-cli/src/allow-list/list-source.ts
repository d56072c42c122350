import { open } from 'node:fs/promises';
import { UsageError } from '../cli/operator-errors';

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
