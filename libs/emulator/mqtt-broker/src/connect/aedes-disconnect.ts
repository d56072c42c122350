import type { Client } from 'aedes';
import { reason } from './reason-codes';

const packetTooLarge = 0x95;

/** aedes ends a connection with a code for a packet that is too large, which AWS does not list for DISCONNECT. */
export function disconnectAsAws(client: Client): void {
  const disconnect = client.disconnect.bind(client);
  const listed = (options: { readonly reasonCode?: number } = {}, done?: () => void): void => {
    const reasonCode = options.reasonCode === packetTooLarge ? reason.quotaExceeded : options.reasonCode;
    disconnect(reasonCode === undefined ? {} : { reasonCode }, done);
  };
  Reflect.set(client, 'disconnect', listed);
}
