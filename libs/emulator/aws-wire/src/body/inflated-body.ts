import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RequestTooLargeError, SerializationError } from '../wire-errors';

/** What a compressed body may become. The largest request that a client compresses, PutMetricData's, has 1 MB. */
const largestInflatedBody = 16 * 1024 * 1024;

const inflate = promisify(gunzip);

/**
 * The body as it was before the client compressed it, which the SDKs do for operations that have the trait
 * `requestCompression`. To be called for known signers only: a small body may become a large one.
 */
export async function inflatedBody(headers: IncomingHttpHeaders, body: Buffer): Promise<Buffer> {
  if (headers['content-encoding'] !== 'gzip') {
    return body;
  }
  try {
    return await inflate(body, { maxOutputLength: largestInflatedBody });
  } catch (cause) {
    if (isTooLarge(cause)) {
      throw new RequestTooLargeError(largestInflatedBody);
    }
    throw new SerializationError('', { cause });
  }
}

function isTooLarge(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
  );
}
