import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import Box from '@cloudscape-design/components/box';
import { ConsoleClient } from '../asking/console-client';
import type { ConsoleFailure } from '../asking/failure';
import { ClosedConsole } from '../session/closed-console';
import { findSession, forgetSession, type FoundSession } from '../session/find-session';
import { answerOtherTabs } from '../session/secret-exchange';
import { useColourMode } from './colour-mode';
import { NoticesProvider } from './notices';
import { OpenConsole } from './open-console';
import { Status } from './status';

const channelName = 'fleet-console';

/** Finds the session of this tab, and shows the console, or how to open it. */
export function ConsoleApp() {
  useColourMode();
  const [session, setSession] = useState<FoundSession>();
  const secret = useRef<string>(undefined);
  const search = useRef<Promise<FoundSession>>(undefined);
  useEffect(() => {
    const channel = new BroadcastChannel(channelName);
    const end = answerOtherTabs(channel, () => secret.current);
    // A link works once: it is opened once, however often React runs this.
    search.current ??= findSession(new BroadcastChannel(channelName));
    void search.current.then((found) => {
      secret.current = found.secret;
      setSession(found);
    });
    return () => {
      end();
      channel.close();
    };
  }, []);
  const close = useCallback((failure: ConsoleFailure) => {
    secret.current = undefined;
    forgetSession();
    setSession({ failure });
  }, []);
  const opened = session?.secret;
  const client = useMemo(
    () => (opened === undefined ? undefined : new ConsoleClient(opened, close)),
    [opened, close],
  );
  if (session === undefined) {
    return (
      <main className="alone">
        <Box textAlign="center">
          <Status type="loading">Opening the console</Status>
        </Box>
      </main>
    );
  }
  return client === undefined ? (
    <ClosedConsole failure={session.failure} />
  ) : (
    <NoticesProvider>
      <OpenConsole client={client} />
    </NoticesProvider>
  );
}
