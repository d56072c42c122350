import { useCallback, useEffect, useRef, useState } from 'react';
import type * as z from 'zod';
import { useConsole, type Changing } from '../shell/console-context';
import { changesOf } from '../shell/live-events';
import { isAbort } from './console-client';
import { failureOf, type ConsoleFailure } from './failure';

/** What is known of a question. */
export interface Answer<T> {
  /** Of this question: undefined until there is one. */
  readonly value?: T;
  /** Of the last attempt. */
  readonly failure?: ConsoleFailure;
  readonly isAsking: boolean;
  readonly askAgain: () => void;
}

interface Known<T> {
  readonly path: string;
  readonly value?: T;
  readonly failure?: ConsoleFailure;
  readonly isAsking: boolean;
}

/** Asks when the view is opened, when the question changes, and again when the server says that what it is about has changed. @param serial of the device that it is about */
export function useAnswer<T>(path: string, schema: z.ZodType<T>, what: Changing, serial?: string): Answer<T> {
  const { client, changes } = useConsole();
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Known<T>>({ path, isAsking: true });
  const asked = useRef(schema);
  const change = changesOf(changes, what, serial);
  useEffect(() => {
    const abort = new AbortController();
    setKnown((before) => (before.path === path ? { ...before, isAsking: true } : { path, isAsking: true }));
    client.ask(path, asked.current, { signal: abort.signal }).then(
      (value) => setKnown({ path, value, isAsking: false }),
      (thrown: unknown) => {
        if (!isAbort(thrown)) {
          setKnown((before) => ({ ...before, path, failure: failureOf(thrown), isAsking: false }));
        }
      },
    );
    return () => abort.abort();
  }, [client, path, round, change]);
  const askAgain = useCallback(() => setRound((before) => before + 1), []);
  const { path: _path, ...answer } = known.path === path ? known : { path, isAsking: true };
  return { ...answer, askAgain };
}
