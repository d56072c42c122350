import { apiPaths, liveEvent, type LiveEvent } from '@fleet/fleet-console-api';
import { useEffect, useState } from 'react';
import { isAbort, type ConsoleClient } from '../asking/console-client';
import { Paced } from '../asking/paced';
import { answered, failureOf, serverIsGone, type ConsoleFailure } from '../asking/failure';
import type { Changes, Changing } from './console-context';

/** What the page has heard since it was opened. */
export interface Live {
  readonly changes: Changes;
  readonly now?: string;
  /** Why nothing is heard. */
  readonly trouble?: ConsoleFailure;
}

export const nothingHeard: Live = {
  changes: { fleet: 0, device: 0, claims: 0, about: 0, faults: 0, devices: new Map() },
};

/** A change is counted for whoever shows what has changed; the time says that all is well again. */
export function heard(live: Live, event: LiveEvent): Live {
  const { trouble: _trouble, ...well } = live;
  switch (event.kind) {
    case 'time':
      return { ...well, now: event.now };
    case 'changed':
      return { ...live, changes: changedBy(live.changes, event) };
    case 'trouble':
      return { ...live, trouble: answered(event.failure) };
  }
}

/** What is said of one device concerns nobody who shows another. */
function changedBy(changes: Changes, { what, serial }: Extract<LiveEvent, { kind: 'changed' }>): Changes {
  return what === 'device' && serial !== undefined
    ? { ...changes, devices: new Map([...changes.devices, [serial, (changes.devices.get(serial) ?? 0) + 1]]) }
    : { ...changes, [what]: changes[what] + 1 };
}

/** How often that has changed which an answer is about. @param serial of the device that it is about */
export function changesOf(changes: Changes, what: Changing, serial: string | undefined): number {
  return changes[what] + (serial === undefined ? 0 : (changes.devices.get(serial) ?? 0));
}

/** After a pause everything may be different: all is asked again. */
export function heardAgain(live: Live): Live {
  const { trouble, ...well } = live;
  const { fleet, device, claims, about, faults, devices } = live.changes;
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
          devices,
        },
      };
}

const reconnectMillis = 3_000;
/** What is done with a selection tells of many devices in a second: a page asks once. */
const showMillis = 250;

export function useLiveEvents(client: ConsoleClient): Live {
  const [live, setLive] = useState(nothingHeard);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let now = nothingHeard;
    const paced = new Paced<Live>((next) => !signal.aborted && setLive(next), showMillis);
    const show = (next: Live) => paced.show((now = next));
    const listen = async () => {
      while (!signal.aborted) {
        try {
          for await (const event of client.listen(apiPaths.events, liveEvent, { signal })) {
            show(heard(event.kind === 'time' ? heardAgain(now) : now, event));
          }
          show({ ...now, trouble: serverIsGone });
        } catch (thrown) {
          if (isAbort(thrown)) {
            return;
          }
          show({ ...now, trouble: failureOf(thrown) });
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
