import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What browsers add to the requests of web pages, and `fetch` in Node.js does not. */
const browserHeaders = ['origin', 'sec-fetch-site'] as const;

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Who may ask, and who is told of bugs. */
export interface AdministrationOptions {
  readonly token: string;
  /** Awaited before each answer: what it tells of is then stored for good. */
  readonly stored: () => Promise<void>;
  /** Called with a bug of the emulator. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Answers every program that can read the token in the data directory. Beside the AWS APIs, because AWS has no such calls.
 */
export function administrationListener(
  { token, stored, onFault }: AdministrationOptions,
  answer: (request: IncomingMessage) => Answer | Promise<Answer>,
): RequestListener {
  const admitted = async (request: IncomingMessage): Promise<Answer> => {
    const answered = refusalOf(request, token) ?? (await answer(request));
    await stored();
    return answered;
  };
  return (request, response) => {
    admitted(request)
      .catch((error: unknown) => {
        onFault(error);
        return refused(500, 'the emulated cloud failed; look at its log');
      })
      .then(
        (answered) => send(response, answered),
        () => response.destroy(),
      );
  };
}

function refusalOf(request: IncomingMessage, token: string): Answer | undefined {
  if (browserHeaders.some((name) => request.headers[name] !== undefined)) {
    return refused(403, 'web pages cannot use this API');
  }
  if (!isToken(request.headers.authorization, token)) {
    return refused(401, 'send "Authorization: Bearer" with the administrationToken of endpoints.json');
  }
  return undefined;
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
export async function readJson(request: AsyncIterable<Uint8Array>, largestBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > largestBytes) {
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

export function refused(status: number, message: string): Answer {
  return { status, body: { message } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  // What is left of a body that was refused is not read: the connection ends with the answer.
  const connection = status === 200 ? 'keep-alive' : 'close';
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection });
  response.end(JSON.stringify(body));
}
