import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventStream, type EventWriter } from './event-stream';

describe('a stream of events', () => {
  it('has each event as one, whatever is in it', async () => {
    const answer = eventStream<{ readonly kind: string }>(async ({ send }) => {
      const hostile = { kind: 'say', words: 'a\n\nevent: done\r\n<b>' };
      await send(hostile);
      await send({ kind: 'done' });
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await answer.text()).toBe(
      'event: say\ndata: {"kind":"say","words":"a\\n\\nevent: done\\r\\n<b>"}\n\nevent: done\ndata: {"kind":"done"}\n\n',
    );
  });

  it('waits for a slow reader', async () => {
    let sent = 0;
    const answer = eventStream<{ readonly kind: string }>(async ({ send }) => {
      for (let count = 0; count < 3; count++) {
        await send({ kind: 'tick' });
        sent += 1;
      }
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(sent).toBeLessThan(3);
    await reader?.read();
    await reader?.read();
    expect(await reader?.read()).toMatchObject({ done: true });
    expect(sent).toBe(3);
  });

  it('tells its work over a network when the reader is gone, and lets it finish', async () => {
    const heard = new Promise<EventWriter<{ readonly kind: string }>>((resolve) => {
      const server = createAdaptorServer({
        fetch: () =>
          eventStream<{ readonly kind: string }>(async (events) => {
            await events.send({ kind: 'begun' });
            await once(events.gone, 'abort');
            await events.send({ kind: 'nobody hears' });
            server.close();
            if ('closeAllConnections' in server) {
              server.closeAllConnections();
            }
            resolve(events);
          }),
      });
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        const leave = new AbortController();
        void fetch(`http://127.0.0.1:${port}/`, { signal: leave.signal }).then(async (answer) => {
          await answer.body?.getReader().read();
          leave.abort();
        });
      });
    });
    expect((await heard).gone.aborted).toBe(true);
  });
});
