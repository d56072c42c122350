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
  options: BringUpOptions = { useClaim: false },
): Promise<Carrier> {
  return tryUntil(agent, timeoutMillis, signal, () => bringUp(agent, options, signal));
}
