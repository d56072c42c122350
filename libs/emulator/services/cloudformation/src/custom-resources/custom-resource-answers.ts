import { randomBytes } from 'node:crypto';
import type { CustomResourceAnswer } from './custom-resource-protocol';
import { customResourceAnswerSchema, maxAnswerBytes } from './custom-resource-protocol';

/** Why an answer was not taken; `status` is the HTTP status to tell the function. */
export interface RefusedAnswer {
  readonly status: 400 | 403 | 413;
  readonly reason: string;
}

interface Awaited {
  readonly requestId: string;
  readonly accept: (answer: CustomResourceAnswer) => void;
}

/**
 * The answers that custom resources owe. A caller with a token may answer once: it is as good as the signature of the
 * presigned URL that AWS hands out.
 */
export class CustomResourceAnswers {
  private readonly awaited = new Map<string, Awaited>();

  /** Makes a token; the promise resolves with what is sent to it. Call `forget` when nobody waits any more. */
  expect(requestId: string): { token: string; answer: Promise<CustomResourceAnswer>; forget: () => void } {
    const token = randomBytes(32).toString('base64url');
    const answer = new Promise<CustomResourceAnswer>((accept) => {
      this.awaited.set(token, { requestId, accept });
    });
    return { token, answer, forget: () => void this.awaited.delete(token) };
  }

  /** Takes the body of a PUT. Returns undefined when it was taken. */
  deliver(token: string, body: Uint8Array): RefusedAnswer | undefined {
    const awaited = this.awaited.get(token);
    if (awaited === undefined) {
      return { status: 403, reason: 'Request has expired: no custom resource waits for this answer' };
    }
    if (body.byteLength > maxAnswerBytes) {
      return { status: 413, reason: `Response object is too long: more than ${maxAnswerBytes} bytes` };
    }
    const answer = parseAnswer(body);
    if (typeof answer === 'string') {
      return { status: 400, reason: `Invalid response object: ${answer}` };
    }
    if (answer.RequestId !== awaited.requestId) {
      return { status: 400, reason: 'Invalid response object: RequestId is not that of the request' };
    }
    this.awaited.delete(token);
    awaited.accept(answer);
    return undefined;
  }
}

function parseAnswer(body: Uint8Array): CustomResourceAnswer | string {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (error) {
    return error instanceof SyntaxError ? `not JSON (${error.message})` : String(error);
  }
  const parsed = customResourceAnswerSchema.safeParse(json);
  if (parsed.success) {
    return parsed.data;
  }
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
