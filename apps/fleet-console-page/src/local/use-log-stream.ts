import { apiPaths, logEvent, type LogEvent } from '@fleet/fleet-console-api';
import { useCallback, useEffect, useState } from 'react';
import { isAbort } from '../asking/console-client';
import { failureOf, serverIsGone, type ConsoleFailure } from '../asking/failure';
import { useConsole } from '../shell/console-context';

export type LoggedLine = Omit<Extract<LogEvent, { kind: 'line' }>, 'kind'> & { readonly number: number };

/** So many are kept. */
const mostLines = 1_000;

/** The lines of a function, or of all, the newest first. */
export function useLogStream(name: string | undefined, isFollowing: boolean) {
  const { client } = useConsole();
  const [lines, setLines] = useState<readonly LoggedLine[]>([]);
  const [remarks, setRemarks] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<ConsoleFailure>();
  const [hasHeard, setHeard] = useState(false);
  const clear = useCallback(() => setLines([]), []);
  useEffect(() => clear(), [name, clear]);
  useEffect(() => {
    if (!isFollowing) {
      return undefined;
    }
    const abort = new AbortController();
    setHeard(false);
    setRemarks([]);
    setFailure(undefined);
    const follow = async () => {
      try {
        for await (const event of client.listen(apiPaths.logs(name), logEvent, { signal: abort.signal })) {
          setHeard(true);
          if (event.kind === 'line') {
            const { kind: _kind, ...line } = event;
            setLines((before) =>
              [{ ...line, number: (before[0]?.number ?? 0) + 1 }, ...before].slice(0, mostLines),
            );
          } else if (event.kind === 'remark') {
            setRemarks((before) => [...new Set([...before, event.words])]);
          }
        }
        setFailure(serverIsGone);
      } catch (thrown) {
        if (!isAbort(thrown)) {
          setFailure(failureOf(thrown));
        }
      }
    };
    void follow();
    return () => abort.abort();
  }, [client, name, isFollowing]);
  return { lines, remarks, failure, clear, hasHeard };
}
