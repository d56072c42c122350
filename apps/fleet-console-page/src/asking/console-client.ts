import { EventSourceParserStream } from 'eventsource-parser/stream';
import type * as z from 'zod';
import { apiFailure, secretHeader } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { answered, ConsoleFailure, serverIsGone } from './failure';

interface Request {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the console's server; every question carries the secret of this tab. */
export class ConsoleClient {
  constructor(
    private readonly secret: string | undefined,
    private readonly whenUnauthenticated: (failure: ConsoleFailure) => void,
  ) {}

  /** @throws ConsoleFailure */
  async ask<T>(path: string, schema: z.ZodType<T>, request: Request = {}): Promise<T> {
    const response = await this.send(path, request);
    return parsed(schema, await response.json());
  }

  /**
   * What the server tells until it has told all.
   * @throws ConsoleFailure
   */
  async *listen<T>(path: string, schema: z.ZodType<T>, request: Request = {}): AsyncGenerator<T> {
    const { body } = await this.send(path, request);
    if (body === null) {
      return;
    }
    // The types of both sides differ in who owns the bytes.
    const texts: ReadableStream<string> = body.pipeThrough(new TextDecoderStream());
    try {
      for await (const { data } of texts.pipeThrough(new EventSourceParserStream())) {
        yield parsed(schema, JSON.parse(data));
      }
    } catch (thrown) {
      throw thrown instanceof TypeError ? serverIsGone : thrown;
    }
  }

  private async send(path: string, { method = 'GET', body, signal }: Request): Promise<Response> {
    const response = await fetch(path, {
      method,
      headers: {
        ...defined({
          [secretHeader]: this.secret,
          'content-type': body === undefined ? undefined : 'application/json',
        }),
      },
      ...defined({ body: body === undefined ? undefined : JSON.stringify(body) }),
      signal: signal ?? null,
    }).catch((thrown: unknown) => {
      throw isAbort(thrown) ? thrown : serverIsGone;
    });
    if (!response.ok) {
      throw await this.failureIn(response);
    }
    return response;
  }

  private async failureIn(response: Response): Promise<ConsoleFailure> {
    const read = apiFailure.safeParse(await response.json().catch(() => undefined));
    const failure = read.success
      ? answered(read.data)
      : new ConsoleFailure('unexpected', `The console's program answered with ${response.status}.`);
    if (failure.kind === 'unauthenticated') {
      this.whenUnauthenticated(failure);
    }
    return failure;
  }
}

export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (!read.success) {
    const where = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new ConsoleFailure(
      'unexpected',
      `The page does not understand what the console's program answered (${where}). Load the page again.`,
    );
  }
  return read.data;
}
