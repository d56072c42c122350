import type { Agent } from '../agent';
import type { RegisteredIdentity } from '../identity/identity';
import { bringUp } from '../provisioning/bring-up';
import { tryUntil } from '../provisioning/try-until';
import { rotateIdentity } from './rotate-identity';

/**
 * Brings a device up that nobody keeps connected, and replaces its identity, trying again within `timeoutMillis`. An
 * attempt that was interrupted, this one's or an earlier start's, is brought to its end and is the rotation.
 *
 * @returns the new identity; its connection is closed
 * @throws NotDoneInTimeError, IdentityStorageError, DeviceFolderError, or the signal's reason
 */
export function rotateDevice(
  agent: Agent,
  timeoutMillis: number,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  const before = agent.identities.current()?.name;
  return tryUntil(agent, timeoutMillis, signal, async (patience) => {
    const carrier = await bringUp(agent, { useClaim: false, patience }, signal);
    try {
      if (before !== undefined && carrier.identity.name !== before) {
        return carrier.identity;
      }
      const next = await rotateIdentity(agent, carrier, signal);
      await next.connection.close();
      return next.identity;
    } finally {
      await carrier.connection.close();
    }
  });
}
