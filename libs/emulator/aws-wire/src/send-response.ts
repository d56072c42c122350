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
  const all = lengthLast({ ...headers, ...answer.headers, ...connection });
  if (body instanceof Readable) {
    // First, so that a body whose head cannot be written is closed with the response; its data flows later.
    pipeline(body, response, (error) => {
      if (error) {
        response.destroy();
      }
    });
    response.writeHead(answer.status, all);
    return;
  }
  const bytes = Buffer.from(body);
  response.writeHead(answer.status, lengthLast({ 'content-length': String(bytes.length), ...all }));
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Behind a length, Node 20 takes a `content-disposition` for UTF-8 and refuses the Latin-1 that it is. */
function lengthLast(headers: Readonly<Record<string, string>>): Record<string, string> {
  const isLength = ([name]: [string, string]) => name.toLowerCase() === 'content-length';
  const entries = Object.entries(headers);
  return Object.fromEntries([
    ...entries.filter((entry) => !isLength(entry)),
    ...entries.filter((entry) => isLength(entry)),
  ]);
}
