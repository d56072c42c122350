import type { Readable } from 'node:stream';
import { RequestTooLargeError } from '../wire-errors';

/** Reads a body whole. @throws RequestTooLargeError as soon as it exceeds `limit` bytes */
export async function collectBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw new RequestTooLargeError(limit);
    }
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
}
