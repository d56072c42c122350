import { EventEmitter } from 'node:events';
import type { Client } from 'aedes';
import type { Packet } from 'mqtt-packet';

/**
 * Calls back with every packet that a client sends, and with what aedes does about it. aedes has hooks for decisions,
 * and none that shows where a SUBSCRIBE packet begins and ends, or that a DISCONNECT packet came.
 * @throws when this version of aedes keeps its parser elsewhere
 */
export function inspectPackets(client: Client, inspect: (packet: Packet, act: () => void) => void): void {
  const parser: unknown = Reflect.get(client, '_parser');
  if (!(parser instanceof EventEmitter)) {
    throw new Error('aedes has no packet parser on its client: its version has changed.');
  }
  const [handle] = parser.listeners('packet');
  if (!handle) {
    throw new Error('aedes does not listen to its packet parser: its version has changed.');
  }
  parser.removeAllListeners('packet');
  parser.on('packet', (packet: Packet) => {
    inspect(packet, () => void Reflect.apply(handle, parser, [packet]));
  });
}
