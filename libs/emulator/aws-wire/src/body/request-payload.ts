import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { unsignedPayload } from '../auth/signature';
import { AwsChunkedDecoder } from './aws-chunked';
import { ChecksumVerifier, verifyChecksums } from './checksums';
import { collectBody } from './collect-body';

/** A body and what its request was signed with in its place. */
export interface RequestPayload<Body> {
  readonly body: Body;
  readonly hash: string;
}

/** Reads the body whole and checks it. */
export async function collectedPayload(
  request: IncomingMessage,
  options: { limit: number; presigned: boolean },
): Promise<RequestPayload<Buffer>> {
  const chunked = isChunked(request);
  const source = chunked ? decoded(request) : request;
  const body = await collectBody(source, options.limit);
  if (!chunked) {
    verifyChecksums(request.headers, body);
  }
  const hash = signedHash(request, options.presigned) ?? createHash('sha256').update(body).digest('hex');
  return { body, hash };
}

/** The body as a stream that fails at its end when it is not the one that was announced. */
export function streamedPayload(request: IncomingMessage, presigned: boolean): RequestPayload<Readable> {
  const body = isChunked(request)
    ? decoded(request)
    : pipeline(request, new ChecksumVerifier(request.headers, new Map()), ignoreHere);
  return { body, hash: signedHash(request, presigned) ?? unsignedPayload };
}

function decoded(request: IncomingMessage): Readable {
  const decoder = new AwsChunkedDecoder();
  return pipeline(request, decoder, new ChecksumVerifier(request.headers, decoder.trailers), ignoreHere);
}

/** A failure destroys the stream with the error, where its reader meets it. */
function ignoreHere(): void {
  return undefined;
}

function isChunked(request: IncomingMessage): boolean {
  const hash = request.headers['x-amz-content-sha256'];
  return typeof hash === 'string' && hash.startsWith('STREAMING-');
}

function signedHash(request: IncomingMessage, presigned: boolean): string | undefined {
  if (presigned) {
    return unsignedPayload;
  }
  const header = request.headers['x-amz-content-sha256'];
  return typeof header === 'string' ? header : undefined;
}
