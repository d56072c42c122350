import { sessionGrant, apiPaths } from '@fleet/fleet-console-api';
import { ConsoleClient } from '../asking/console-client';
import { failureOf, type ConsoleFailure } from '../asking/failure';
import { askOtherTabs, type TabChannel } from './secret-exchange';

const secretItem = 'fleet-console.secret';
/** How long another tab may take to answer. */
const patienceMillis = 400;

export interface FoundSession {
  readonly secret?: string;
  /** Why the link opened no session. */
  readonly failure?: ConsoleFailure;
}

/** The secret of this tab: from the link that was opened, from before a reload, or from another tab. */
export async function findSession(channel: TabChannel): Promise<FoundSession> {
  const fromLink = await openLink();
  const secret =
    fromLink.secret ?? sessionStorage.getItem(secretItem) ?? (await askOtherTabs(channel, patience()));
  if (secret === undefined) {
    return fromLink;
  }
  sessionStorage.setItem(secretItem, secret);
  return { secret };
}

export function forgetSession(): void {
  sessionStorage.removeItem(secretItem);
}

/** The token leaves the address before anything else happens: it stays in no history, and in no screenshot. */
async function openLink(): Promise<FoundSession> {
  const [, token] = /^#([\w-]{20,})$/.exec(location.hash) ?? [];
  if (token === undefined) {
    return {};
  }
  history.replaceState(null, '', location.pathname + location.search);
  try {
    const client = new ConsoleClient(undefined, () => undefined);
    return await client.ask(apiPaths.session, sessionGrant, { method: 'POST', body: { token } });
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMillis);
  });
}
