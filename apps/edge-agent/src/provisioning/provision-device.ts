import type { Agent } from '../agent';
import { bringUp, type BringUpOptions } from './bring-up';
import type { Carrier } from './carrier';
import { tryUntil } from './try-until';

/**
 * Brings the device up, trying again within `timeoutMillis`.
 *
 * @throws NotDoneInTimeError, IdentityStorageError, DeviceFolderError, or the signal's reason
 */
export function provisionDevice(
  agent: Agent,
  timeoutMillis: number,
  signal: AbortSignal,
  options: Pick<BringUpOptions, 'useClaim'> = { useClaim: false },
): Promise<Carrier> {
  return tryUntil(agent, timeoutMillis, signal, (patience) =>
    bringUp(agent, { ...options, patience }, signal),
  );
}
