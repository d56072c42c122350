import { workEvent, type WorkEvent } from '@fleet/fleet-console-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort } from '../asking/console-client';
import { failureOf } from '../asking/failure';
import { Paced } from '../asking/paced';
import { useConsole } from '../shell/console-context';
import { newWork, wasCut, workAfter, workFailed, type Work } from './work';

/** A thousand devices say more in a second than a page can draw. */
const showMillis = 100;

/** Work that the server does and speaks of. It goes on as long as somebody looks at it. */
export function useWork(): {
  readonly work: Work | undefined;
  readonly start: (path: string, body?: unknown) => Promise<Work>;
  readonly stop: () => void;
  readonly forget: () => void;
} {
  const { client } = useConsole();
  const [work, setWork] = useState<Work>();
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => running.current?.abort(), []);
  const forget = useCallback(() => setWork(undefined), []);
  useEffect(() => stop, [stop]);
  const start = useCallback(
    async (path: string, body?: unknown) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      let now = newWork;
      const paced = new Paced<Work>((next) => running.current === abort && setWork(next), showMillis);
      const show = (next: Work) => paced.show((now = next));
      show(newWork);
      paced.flush();
      try {
        const request = body === undefined ? {} : { method: 'POST' as const, body };
        const events: AsyncIterable<WorkEvent> = client.listen(path, workEvent, {
          ...request,
          signal: abort.signal,
        });
        for await (const event of events) {
          show(workAfter(now, event));
        }
        show(wasCut(now));
      } catch (thrown) {
        show(isAbort(thrown) ? { ...now, state: 'stopped' } : workFailed(now, failureOf(thrown)));
      }
      paced.flush();
      return now;
    },
    [client],
  );
  return { work, start, stop, forget };
}
