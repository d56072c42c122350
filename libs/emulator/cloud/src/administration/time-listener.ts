import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { timeChange } from '@fleet/running-cloud';
import { TimeOutOfRangeError } from './cloud-time';
import type { CloudTime } from './cloud-time';

const largestBodyBytes = 1_024;
/** What browsers add to the requests of web pages, and `fetch` in Node.js does not. */
const browserHeaders = ['origin', 'sec-fetch-site'] as const;

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * Answers what the cloud's time is, and sets it, for every program that can read the token in the data directory. Beside the
 * AWS APIs, because AWS has no such call.
 */
export function timeListener(options: {
  readonly time: CloudTime;
  readonly token: string;
  /** Called with a bug of the emulator. */
  readonly onFault: (error: unknown) => void;
}): RequestListener {
  return (request, response) => {
    answer(request, options)
      .catch((error: unknown) => {
        options.onFault(error);
        return refused(500, 'the emulated cloud failed; look at its log');
      })
      .then(
        (answered) => send(response, answered),
        () => response.destroy(),
      );
  };
}

async function answer(
  request: IncomingMessage,
  { time, token }: { time: CloudTime; token: string },
): Promise<Answer> {
  if (browserHeaders.some((name) => request.headers[name] !== undefined)) {
    return refused(403, 'web pages cannot use this API');
  }
  if (!isToken(request.headers.authorization, token)) {
    return refused(401, 'send "Authorization: Bearer" with the administrationToken of endpoints.json');
  }
  if (request.method === 'GET') {
    return { status: 200, body: time.state };
  }
  if (request.method !== 'PUT') {
    return refused(405, 'GET shows the time, PUT sets it');
  }
  const change = timeChange.safeParse(await readJson(request));
  if (!change.success) {
    return refused(
      400,
      `the body must be JSON of at most ${largestBodyBytes} bytes that says how to move the time`,
    );
  }
  try {
    return { status: 200, body: time.move(change.data) };
  } catch (error) {
    if (error instanceof TimeOutOfRangeError) {
      return refused(400, error.message);
    }
    throw error;
  }
}

/** Compares digests, which have one length, in a time that tells nothing of them. */
function isToken(authorization: string | undefined, token: string): boolean {
  if (authorization === undefined) {
    return false;
  }
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`));
}

/** @returns undefined for a body that is no JSON, or too long */
async function readJson(request: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > largestBodyBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return parsed;
  } catch {
    return undefined;
  }
}

function refused(status: number, message: string): Answer {
  return { status, body: { message } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  // What is left of a body that was refused is not read: the connection ends with the answer.
  const connection = status === 200 ? 'keep-alive' : 'close';
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection });
  response.end(JSON.stringify(body));
}
