/** What a program has sent is no MQTT, or more than it may send. Its connection ends. */
export class MalformedPacketError extends Error {
  override readonly name = 'MalformedPacketError';

  constructor(
    message: string,
    /** Of MQTT 5. */
    readonly reasonCode: 0x81 | 0x82 | 0x95 = 0x81,
  ) {
    super(message);
  }
}

const mostHeaderBytes = 5;

/** Type and flags of CONNECT [MQTT, 3.1.1]. */
const connectType = 0x10;

/**
 * Cuts a stream into packets. It never holds more than one packet of the largest size and what was read last, and copies
 * each out of what was read: a message of ten bytes that is kept must not keep 64 KiB.
 */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);
  private readonly header: number[] = [];
  private frame: Buffer | undefined;
  private filled = 0;
  private hasBegun = false;

  /** @param largest bytes of a packet, its header included */
  constructor(private readonly largest: number) {}

  push(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
  }

  /**
   * The next packet that is there as a whole.
   * @throws MalformedPacketError
   */
  next(): Buffer | undefined {
    this.frame ??= this.begin();
    if (this.frame === undefined) {
      return undefined;
    }
    const copied = this.rest.copy(this.frame, this.filled);
    this.filled += copied;
    this.rest = this.rest.subarray(copied);
    if (this.filled < this.frame.length) {
      return undefined;
    }
    const { frame } = this;
    this.frame = undefined;
    return frame;
  }

  /** A type, and how many bytes follow, as a number of up to four bytes [MQTT, 2.2.3]. */
  private begin(): Buffer | undefined {
    while (this.header.length < mostHeaderBytes) {
      const byte = this.rest[0];
      if (byte === undefined) {
        return undefined;
      }
      this.requireConnect(byte);
      this.rest = this.rest.subarray(1);
      this.header.push(byte);
      if (this.header.length > 1 && byte < 0x80) {
        return this.allocate();
      }
    }
    throw new MalformedPacketError('the length of a packet has more than four bytes');
  }

  /** Whatever else comes first, such as a request of HTTP, would be waited for in vain. */
  private requireConnect(byte: number): void {
    if (!this.hasBegun && byte !== connectType) {
      throw new MalformedPacketError('its first packet is no CONNECT', 0x82);
    }
    this.hasBegun = true;
  }

  private allocate(): Buffer {
    const [, ...lengthBytes] = this.header;
    const length = lengthBytes.reduce((sum, byte, index) => sum + (byte & 0x7f) * 0x80 ** index, 0);
    const size = this.header.length + length;
    if (size > this.largest) {
      throw new MalformedPacketError(`a packet has ${size} bytes, at most ${this.largest} are taken`, 0x95);
    }
    // Not of Node's pool, which a small message would keep.
    const frame = Buffer.allocUnsafeSlow(size);
    frame.set(this.header);
    this.filled = this.header.length;
    this.header.length = 0;
    return frame;
  }
}
