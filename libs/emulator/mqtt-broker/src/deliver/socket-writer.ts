import type { Client } from 'aedes';
import { writeToStream } from 'mqtt-packet';
import type { Packet } from 'mqtt-packet';
import { excessiveSize } from './packet-size';
import { TopicAliases } from './topic-aliases';

/** Writes packets to one client; a client that does not read them in time is cut off. */
export class SocketWriter {
  readonly topicAliases = new TopicAliases();
  private blocked: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: Client,
    private readonly drainMillis: number,
    private readonly onRoom: () => void,
  ) {}

  /** The client has not read what was sent. */
  get isBlocked(): boolean {
    return this.timer !== undefined;
  }

  /** Calls back when the socket has room again, or is closed. */
  write(packet: Packet, done: () => void = () => undefined): void {
    const { client } = this;
    if (client.closed) {
      setImmediate(done);
      return;
    }
    const protocolVersion = client.version === 5 ? 5 : 4;
    if (writeToStream(this.onWire(packet), client.conn, { protocolVersion })) {
      setImmediate(done);
    } else {
      this.waitForDrain(done);
    }
  }

  private onWire(packet: Packet): Packet {
    return packet.cmd === 'publish'
      ? this.topicAliases.shorten(packet, (aliased) => excessiveSize(this.client, aliased) === undefined)
      : packet;
  }

  private waitForDrain(done: () => void): void {
    this.blocked.push(done);
    if (this.timer) {
      return;
    }
    const { conn } = this.client;
    this.timer = setTimeout(() => conn.destroy(new Error('drain timeout')), this.drainMillis);
    this.timer.unref();
    // aedes emits this event as well when it closes the connection.
    conn.once('drain', () => this.drained());
  }

  private drained(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { blocked } = this;
    this.blocked = [];
    for (const done of blocked) {
      setImmediate(done);
    }
    this.onRoom();
  }
}
