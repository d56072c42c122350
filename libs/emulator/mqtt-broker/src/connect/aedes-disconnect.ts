import type { Client } from 'aedes';
import { reason } from './reason-codes';

const packetTooLarge = 0x95;

/** aedes ends a connection with a code for a packet that is too large, which AWS does not list for DISCONNECT. */
export function disconnectAsAws(client: Client): void {
  Reflect.set(client, 'disconnect', disconnectListed);
}

/** One function for all clients, in place of the method of their class. */
function disconnectListed(
  this: Client,
  options: { readonly reasonCode?: number } = {},
  done?: () => void,
): void {
  const prototype: unknown = Object.getPrototypeOf(this);
  const method: unknown =
    typeof prototype === 'object' && prototype !== null ? Reflect.get(prototype, 'disconnect') : undefined;
  if (typeof method !== 'function') {
    throw new Error('aedes has no disconnect on its client: its version has changed.');
  }
  const reasonCode = options.reasonCode === packetTooLarge ? reason.quotaExceeded : options.reasonCode;
  Reflect.apply(method, this, [reasonCode === undefined ? {} : { reasonCode }, done]);
}
