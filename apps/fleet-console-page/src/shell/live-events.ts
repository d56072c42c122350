import { apiPaths, liveEvent, type LiveEvent } from '@fleet/fleet-console-api';
import { useEffect, useState } from 'react';
import { isAbort, type ConsoleClient } from '../asking/console-client';
import { answered, failureOf, serverIsGone, type ConsoleFailure } from '../asking/failure';
import type { Changing } from './console-context';

/** What the page has heard since it was opened. */
export interface Live {
  readonly changes: Readonly<Record<Changing, number>>;
  readonly now?: string;
  /** Why nothing is heard. */
  readonly trouble?: ConsoleFailure;
}

export const nothingHeard: Live = { changes: { fleet: 0, device: 0, claims: 0, about: 0, faults: 0 } };

/** A change is counted for whoever shows what has changed; the time says that all is well again. */
export function heard(live: Live, event: LiveEvent): Live {
  const { trouble: _trouble, ...well } = live;
  switch (event.kind) {
    case 'time':
      return { ...well, now: event.now };
    case 'changed':
      return { ...live, changes: { ...live.changes, [event.what]: live.changes[event.what] + 1 } };
    case 'trouble':
      return { ...live, trouble: answered(event.failure) };
  }
}

/** After a pause everything may be different: all is asked again. */
export function heardAgain(live: Live): Live {
  const { trouble, ...well } = live;
  const { fleet, device, claims, about, faults } = live.changes;
  return trouble === undefined
    ? live
    : {
        ...well,
        changes: {
          fleet: fleet + 1,
          device: device + 1,
          claims: claims + 1,
          about: about + 1,
          faults: faults + 1,
        },
      };
}

const reconnectMillis = 3_000;

export function useLiveEvents(client: ConsoleClient): Live {
  const [live, setLive] = useState(nothingHeard);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const listen = async () => {
      while (!signal.aborted) {
        try {
          for await (const event of client.listen(apiPaths.events, liveEvent, { signal })) {
            setLive((before) => heard(event.kind === 'time' ? heardAgain(before) : before, event));
          }
          setLive((before) => ({ ...before, trouble: serverIsGone }));
        } catch (thrown) {
          if (isAbort(thrown)) {
            return;
          }
          setLive((before) => ({ ...before, trouble: failureOf(thrown) }));
        }
        await pause(signal);
      }
    };
    void listen();
    return () => abort.abort();
  }, [client]);
  return live;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, reconnectMillis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
