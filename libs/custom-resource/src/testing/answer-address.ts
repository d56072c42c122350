import { createServer } from 'node:http';
import * as z from 'zod/mini';

const object = z.record(z.string(), z.unknown());

/** Stands where CloudFormation waits for the answers of custom resources. */
export interface AnswerAddress {
  /** `ResponseURL` of a request. */
  readonly url: string;
  /** A `ResponseURL` at which no answer is taken. */
  readonly refusingUrl: string;
  /** The bodies of the answers that came, oldest first, each with the `method` of its HTTP request. */
  readonly answers: Record<string, unknown>[];
  close(): Promise<void>;
}

/** Opens an HTTP server for the tests of custom resources, on a free port of this machine. */
export async function openAnswerAddress(): Promise<AnswerAddress> {
  const answers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answers.push({
        ...object.parse(JSON.parse(body)),
        method: request.method,
        contentType: request.headers['content-type'],
      });
      response.writeHead(request.url === '/refuse' ? 403 : 200).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  const url = `http://127.0.0.1:${address.port}/`;
  return {
    url,
    refusingUrl: `${url}refuse`,
    answers,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
