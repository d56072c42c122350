import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import type { WireResponse } from './protocol/protocol';

/** Sends an answer; a stream that fails on the way breaks the connection, so that nobody takes it for whole. */
export function sendResponse(
  answer: WireResponse,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  const { body } = answer;
  // A body that was refused unread must not be awaited on a kept connection.
  const connection = request.complete || request.readableEnded ? {} : { connection: 'close' };
  const all = { ...headers, ...answer.headers, ...connection };
  if (body instanceof Readable) {
    response.writeHead(answer.status, all);
    pipeline(body, response, (error) => {
      if (error) response.destroy();
    });
    return;
  }
  const bytes = Buffer.from(body);
  response.writeHead(answer.status, { 'content-length': bytes.length, ...all });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
