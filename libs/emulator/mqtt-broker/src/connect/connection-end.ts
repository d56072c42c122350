import type { Client } from 'aedes';

const nothing = (): void => undefined;

/**
 * Has aedes hear of the end of a connection by the socket's own event. It listens for `end` and `error` besides, and what
 * it adds with `stream.finished` costs a kilobyte for each connection.
 * @throws when this version of aedes watches the end otherwise
 */
export function closeWithSocket(client: Client): void {
  const stopWatching: unknown = Reflect.get(client, '_eos');
  if (typeof stopWatching !== 'function') {
    throw new Error('aedes has no function _eos on its client: its version has changed.');
  }
  Reflect.apply(stopWatching, client, []);
  Reflect.set(client, '_eos', nothing);
  client.conn.on('close', () => client.close());
}
