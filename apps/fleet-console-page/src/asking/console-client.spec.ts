import * as z from 'zod';
import { ConsoleClient } from './console-client';
import type { ConsoleFailure } from './failure';

const answer = z.object({ size: z.number() });
const ended: ConsoleFailure[] = [];
const client = new ConsoleClient('the secret', (failure) => void ended.push(failure));

function answerWith(respond: () => Response | Promise<Response>): jest.SpyInstance {
  return jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve().then(respond));
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

function streamOf(...chunks: readonly string[]): Response {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return new Response(
    new ReadableStream({
      start(controller) {
        bytes.forEach((chunk) => controller.enqueue(chunk));
        controller.close();
      },
    }),
  );
}

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const heard: T[] = [];
  for await (const event of events) {
    heard.push(event);
  }
  return heard;
}

describe('a question to the console’s server', () => {
  afterEach(() => jest.restoreAllMocks());

  it('carries the secret of the tab, in a header and nowhere else', async () => {
    const asked = answerWith(() => json({ size: 3 }));
    await expect(client.ask('/api/fleet', answer, { method: 'POST', body: { a: 1 } })).resolves.toEqual({
      size: 3,
    });
    expect(asked).toHaveBeenCalledWith(
      '/api/fleet',
      expect.objectContaining({
        method: 'POST',
        body: '{"a":1}',
        headers: { 'x-fleet-console-secret': 'the secret', 'content-type': 'application/json' },
      }),
    );
  });

  it('fails as the server says, with the permission that is missing', async () => {
    const failure = { kind: 'denied', message: 'IAM denies it.', permission: 'iot:GetStatistics' };
    answerWith(() => json(failure, 403));
    await expect(client.ask('/api/fleet', answer)).rejects.toMatchObject(failure);
    expect(ended).toEqual([]);
  });

  it('ends the session of a tab that the server does not know any more', async () => {
    answerWith(() => json({ kind: 'unauthenticated', message: 'Open the link again.' }, 401));
    await expect(client.ask('/api/fleet', answer)).rejects.toMatchObject({ kind: 'unauthenticated' });
    expect(ended).toHaveLength(1);
  });

  it.each([
    ['no server', () => Promise.reject(new TypeError('Failed to fetch')), 'no-server'],
    ['a page of somebody else', () => new Response('<html>', { status: 502 }), 'unexpected'],
    ['an answer of another release', () => json({ size: 'large' }), 'unexpected'],
  ])('fails in words where there is %s', async (_what, respond, kind) => {
    answerWith(respond);
    await expect(client.ask('/api/fleet', answer)).rejects.toMatchObject({
      kind,
      message: expect.any(String),
    });
  });
});

describe('a stream of the console’s server', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is heard event by event, however it is cut into pieces', async () => {
    answerWith(() => streamOf('event: a\ndata: {"si', 'ze":1}\n\n: beat\n\ndata: {"size":2}\n\n'));
    await expect(all(client.listen('/api/events', answer))).resolves.toEqual([{ size: 1 }, { size: 2 }]);
  });

  it('fails at an event that nobody understands', async () => {
    answerWith(() => streamOf('data: {"size":"large"}\n\n'));
    await expect(all(client.listen('/api/events', answer))).rejects.toMatchObject({ kind: 'unexpected' });
  });
});
