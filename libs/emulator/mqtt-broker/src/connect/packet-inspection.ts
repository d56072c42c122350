import { EventEmitter } from 'node:events';
import type { Client } from 'aedes';
import type { Packet } from 'mqtt-packet';

/**
 * Calls back with every packet that a client sends, before aedes acts on it. aedes has hooks for decisions, and
 * none that shows where a SUBSCRIBE packet begins and ends, or that a DISCONNECT packet came.
 * @throws when this version of aedes keeps its parser elsewhere
 */
export function inspectPackets(client: Client, inspect: (packet: Packet) => void): void {
  const parser: unknown = Reflect.get(client, '_parser');
  if (!(parser instanceof EventEmitter)) {
    throw new Error('aedes has no packet parser on its client: its version has changed.');
  }
  parser.prependListener('packet', inspect);
}
