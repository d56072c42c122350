import { generate, type Packet } from 'mqtt-packet';
import type { Socket } from 'node:net';
import { defined } from '@fleet/optional-members';
import { messageOverhead, programLimits } from './program-limits';

/** What a client says of itself in CONNECT. */
export interface ClientWishes {
  readonly version: 4 | 5;
  /** So many messages of QoS 1 it takes at once. */
  readonly receiveMaximum?: number | undefined;
  readonly largestPacket?: number | undefined;
  /** Whether it wants to hear in words what is wrong. */
  readonly wantsReasons?: boolean | undefined;
}

export interface Delivery {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** Writes to one program, and keeps what it has not read within a limit. */
export class ProgramWriter {
  private readonly inFlight = new Set<number>();
  private readonly waiting: Delivery[] = [];
  private waitingBytes = 0;
  private unwrittenBytes = 0;
  private isTooSlow = false;
  private latestId = 0;
  private readonly window: number;

  constructor(
    private readonly socket: Socket,
    private readonly wishes: ClientWishes,
    private readonly tooSlow: () => void,
  ) {
    this.window = Math.min(wishes.receiveMaximum ?? programLimits.inFlight, programLimits.inFlight);
  }

  get version(): 4 | 5 {
    return this.wishes.version;
  }

  get wantsReasons(): boolean {
    return this.wishes.version === 5 && this.wishes.wantsReasons !== false;
  }

  send(packet: Packet): void {
    this.write(generate(packet, { protocolVersion: this.wishes.version }));
  }

  /** Messages of QoS 1 wait for their place in flight, in order; those of QoS 0 do not. */
  deliver(delivery: Delivery): void {
    if (delivery.qos === 1 && (this.waiting.length > 0 || this.inFlight.size >= this.window)) {
      this.waiting.push(delivery);
      this.waitingBytes += delivery.payload.byteLength + messageOverhead;
      this.check();
    } else {
      this.transmit(delivery);
    }
  }

  /** @returns whether the program had been sent such a message */
  acknowledged(messageId: number): boolean {
    const known = this.inFlight.delete(messageId);
    this.transmitWaiting();
    return known;
  }

  /** One that is larger than the program takes needs no place, and is followed at once. */
  private transmitWaiting(): void {
    while (this.inFlight.size < this.window) {
      const next = this.waiting.shift();
      if (next === undefined) {
        return;
      }
      this.waitingBytes -= next.payload.byteLength + messageOverhead;
      this.transmit(next);
    }
  }

  private transmit({ topic, payload, qos, retain }: Delivery): void {
    const messageId = qos === 1 ? this.freeId() : undefined;
    const bytes = generate(
      {
        cmd: 'publish',
        topic,
        payload: Buffer.from(payload),
        qos,
        retain,
        dup: false,
        ...defined({ messageId }),
      },
      { protocolVersion: this.wishes.version },
    );
    // A server drops what its client does not take [MQTT 5, 3.1.2.11.4].
    if (bytes.length > (this.wishes.largestPacket ?? Infinity)) {
      return;
    }
    if (messageId !== undefined) {
      this.inFlight.add(messageId);
    }
    this.write(bytes);
  }

  private freeId(): number {
    do {
      this.latestId = (this.latestId % 0xff_ff) + 1;
    } while (this.inFlight.has(this.latestId));
    return this.latestId;
  }

  private write(bytes: Buffer): void {
    if (!this.socket.writable) {
      return;
    }
    // What waits to be written takes far more than its two bytes, where it answers a ping.
    const size = bytes.length + messageOverhead;
    this.unwrittenBytes += size;
    this.socket.write(bytes, () => (this.unwrittenBytes -= size));
    this.check();
  }

  /** What is said at the end is written all the same, so that once is enough. */
  private check(): void {
    if (!this.isTooSlow && this.unwrittenBytes + this.waitingBytes > programLimits.unreadBytes) {
      this.isTooSlow = true;
      this.waiting.length = 0;
      this.waitingBytes = 0;
      this.tooSlow();
    }
  }
}
