import type { Client } from 'aedes';
import { writeToStream } from 'mqtt-packet';
import type { Packet } from 'mqtt-packet';
import { excessiveSize } from './packet-size';
import { TopicAliases } from './topic-aliases';

// Otherwise the first packet makes a table of 65,536 buffers, which takes 6 MB of memory.
writeToStream.cacheNumbers = false;

/** Writes packets to one client; a client that does not read them in time is cut off. */
export class SocketWriter {
  readonly topicAliases = new TopicAliases();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: Client,
    private readonly drainMillis: number,
    /** Whoever has more to send when the client has read. */
    private readonly sender: { sendWaiting(): void },
  ) {}

  /** The client has not read what was sent. */
  get isBlocked(): boolean {
    return this.timer !== undefined;
  }

  /** Calls back at once, so that nobody waits for a client that does not read. Look at `isBlocked` before. */
  write(packet: Packet, done: () => void = () => undefined): void {
    const { client } = this;
    if (client.closed) {
      setImmediate(done);
      return;
    }
    const protocolVersion = client.version === 5 ? 5 : 4;
    if (!writeToStream(this.onWire(packet), client.conn, { protocolVersion })) {
      this.waitForDrain();
    }
    setImmediate(done);
  }

  private onWire(packet: Packet): Packet {
    return packet.cmd === 'publish'
      ? this.topicAliases.shorten(packet, (aliased) => excessiveSize(this.client, aliased) === undefined)
      : packet;
  }

  private waitForDrain(): void {
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
    this.sender.sendWaiting();
  }
}
