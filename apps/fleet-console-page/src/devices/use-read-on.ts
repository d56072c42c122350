import { apiPaths, deviceList, type DeviceList, type DeviceQuery } from '@fleet/fleet-console-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort } from '../asking/console-client';
import { failureOf, type ConsoleFailure } from '../asking/failure';
import { useConsole } from '../shell/console-context';
import { readOn } from './read-on';

/** A page of a list, and what was found when somebody had it read on. */
export interface ReadingOn {
  readonly list: DeviceList | undefined;
  readonly isReading: boolean;
  readonly failure: ConsoleFailure | undefined;
  readonly start: () => void;
  readonly stop: () => void;
}

interface Found {
  /** What it goes on from: with another page, it is nothing any more. */
  readonly begun: DeviceList;
  readonly list: DeviceList;
}

export function useReadOn(begun: DeviceList | undefined, query: DeviceQuery, pageSize: number): ReadingOn {
  const { client } = useConsole();
  const [found, setFound] = useState<Found>();
  const [isReading, setReading] = useState(false);
  const [failure, setFailure] = useState<ConsoleFailure>();
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => {
    running.current?.abort();
    setReading(false);
  }, []);
  useEffect(() => stop, [begun, stop]);
  const list = found !== undefined && found.begun === begun ? found.list : begun;
  const start = () => {
    if (begun === undefined || list === undefined) {
      return;
    }
    const { signal } = (running.current = new AbortController());
    setFailure(undefined);
    setReading(true);
    readOn(
      list,
      { query, pageSize },
      (words) => client.ask(apiPaths.devices(words), deviceList, { signal }),
      (next) => setFound({ begun, list: next }),
      () => signal.aborted,
    )
      .catch((thrown: unknown) => {
        if (!isAbort(thrown)) {
          setFailure(failureOf(thrown));
        }
      })
      .finally(() => !signal.aborted && setReading(false));
  };
  return { list, isReading, failure, start, stop };
}
