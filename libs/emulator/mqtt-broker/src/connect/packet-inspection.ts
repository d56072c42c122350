import { EventEmitter } from 'node:events';
import type { Client } from 'aedes';
import type { Packet } from 'mqtt-packet';

/**
 * Calls back with every packet that a client sends, and with what aedes does about it. aedes has hooks for decisions,
 * and none that shows where a SUBSCRIBE packet begins and ends, or that a DISCONNECT packet came.
 */
export class PacketInspection {
  /** By its parser. */
  private readonly clients = new WeakMap<object, Client>();
  /** What aedes does about a packet, the same for all clients. */
  private handle: ReturnType<EventEmitter['listeners']>[number] | undefined;
  /** One function for all clients: an emitter calls its listeners as methods of its own. */
  private readonly listener: (this: object, packet: Packet) => void;

  constructor(inspect: (client: Client, packet: Packet, act: () => void) => void) {
    const { clients } = this;
    const act = (parser: object, packet: Packet): void => {
      if (this.handle) {
        Reflect.apply(this.handle, parser, [packet]);
      }
    };
    this.listener = function (packet) {
      const client = clients.get(this);
      if (client) {
        inspect(client, packet, () => act(this, packet));
      }
    };
  }

  /** @throws when this version of aedes keeps its parser elsewhere */
  follow(client: Client): void {
    const parser: unknown = Reflect.get(client, '_parser');
    if (!(parser instanceof EventEmitter)) {
      throw new Error('aedes has no packet parser on its client: its version has changed.');
    }
    const [handle] = parser.listeners('packet');
    if (!handle) {
      throw new Error('aedes does not listen to its packet parser: its version has changed.');
    }
    this.handle = handle;
    this.clients.set(parser, client);
    parser.removeAllListeners('packet');
    parser.on('packet', this.listener);
  }
}
