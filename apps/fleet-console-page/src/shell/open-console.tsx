import { about as aboutSchema, apiPaths, type About } from '@fleet/fleet-console-api';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ConsoleClient } from '../asking/console-client';
import { isAbort } from '../asking/console-client';
import { failureOf, type ConsoleFailure } from '../asking/failure';
import { FailureAlert } from '../asking/failure-alert';
import { ConsoleContext } from './console-context';
import { ConsoleLayout } from './console-layout';
import { minuteOf } from '../words/moments';
import { useDenials } from './use-denials';
import { useLiveEvents } from './live-events';
import { Views } from './views';
import { WholeView } from './whole-view';
import { Status } from './status';

/** The console of a tab with a session: it asks what fleet this is, hears what changes, and shows the views. */
export function OpenConsole({ client }: { readonly client: ConsoleClient }) {
  const live = useLiveEvents(client);
  const { about, failure, askAgain } = useAbout(client, live.changes.about);
  const { denied, noteDenied } = useDenials(about, askAgain);
  const now = live.now ?? about?.now;
  const value = useMemo(
    () =>
      about === undefined || now === undefined
        ? undefined
        : { client, about, changes: live.changes, now, denied, noteDenied },
    [client, about, live.changes, now, denied, noteDenied],
  );
  if (value === undefined) {
    return (
      <main className="alone">
        {failure === undefined ? (
          <Box textAlign="center">
            <Status type="loading">Asking which fleet this is</Status>
          </Box>
        ) : (
          <FailureAlert failure={failure} what="asking which fleet this is" onRetry={askAgain} />
        )}
      </main>
    );
  }
  const trouble = live.trouble ?? failure;
  return (
    <ConsoleContext value={value}>
      <ConsoleLayout
        about={value.about}
        time={minuteOf(value.now)}
        banner={
          trouble && (
            <SpaceBetween size="s">
              <FailureAlert failure={trouble} what="hearing from the fleet" />
            </SpaceBetween>
          )
        }
      >
        <WholeView>
          <Views isLocal={value.about.isLocal} />
        </WholeView>
      </ConsoleLayout>
    </ConsoleContext>
  );
}

function useAbout(client: ConsoleClient, changes: number) {
  const [about, setAbout] = useState<About>();
  const [failure, setFailure] = useState<ConsoleFailure>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    client.ask(apiPaths.about, aboutSchema, { signal: abort.signal }).then(
      (answer) => {
        setAbout(answer);
        setFailure(undefined);
      },
      (thrown: unknown) => {
        if (!isAbort(thrown)) {
          setFailure(failureOf(thrown));
        }
      },
    );
    return () => abort.abort();
  }, [client, changes, round]);
  const askAgain = useCallback(() => setRound((before) => before + 1), []);
  return { about, failure, askAgain };
}
