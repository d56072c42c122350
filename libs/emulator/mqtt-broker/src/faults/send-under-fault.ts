import type { Client } from 'aedes';
import type { Effect, FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';

/** Where a packet goes, and the faults that it may meet. */
export interface FaultySend {
  readonly client: Client;
  readonly faults?: FaultPoints | undefined;
}

/**
 * Sends a packet as a fault has it: late, or not at all. A reason code is in the packet already. `done` is called when the next packet may go, which does not wait
 * for one that is late.
 */
export function sendUnderFault(
  effect: Effect | undefined,
  { client, faults = noFaults }: FaultySend,
  send: (done?: () => void) => void,
  done?: () => void,
): void {
  if (effect === undefined || effect.kind === 'reason') {
    send(done);
    return;
  }
  if (effect.kind === 'delay') {
    // Cut short, it is not sent: the cloud ends, and the connection with it.
    faults.wait(effect.millis).then(
      () => send(),
      () => client.conn.destroy(),
    );
  } else if (effect.kind === 'cut') {
    client.conn.destroy();
  }
  if (done !== undefined) {
    setImmediate(done);
  }
}
