import { SerializationError } from '../wire-errors';

/** Deeper than any API's shapes. */
const deepestNesting = 64;
const indefinite = 31;
const breakByte = 0xff;
/** Bytes of a count behind the first byte of an item, by its lower five bits; up to 23 they are the count themselves. */
const countBytes: ReadonlyMap<number, number> = new Map([
  [24, 1],
  [25, 2],
  [26, 4],
  [27, 8],
]);

/**
 * Refuses CBOR (RFC 8949) that is not one whole item, is nested deeply, or announces more than it has: a reader makes
 * room for what is announced.
 * @throws SerializationError
 */
export function checkCbor(body: Buffer): void {
  const walker = new CborWalker(body);
  walker.item(0);
  if (walker.left > 0) {
    throw new SerializationError('');
  }
}

class CborWalker {
  private position = 0;

  constructor(private readonly body: Buffer) {}

  get left(): number {
    return this.body.length - this.position;
  }

  item(depth: number): void {
    if (depth > deepestNesting) {
      throw new SerializationError('');
    }
    const first = this.take(1).readUInt8();
    const [major, minor] = [first >> 5, first & 0b1_1111];
    if (minor === indefinite) {
      this.untilBreak(major, depth);
      return;
    }
    const count = this.count(minor);
    switch (major) {
      case 2:
      case 3:
        this.take(count);
        break;
      case 4:
        this.items(count, depth);
        break;
      case 5:
        this.items(count * 2, depth);
        break;
      case 6:
        this.item(depth + 1);
        break;
      default:
      // A number, or a simple value: its bytes were taken as a count.
    }
  }

  private items(count: number, depth: number): void {
    if (count > this.left) {
      throw new SerializationError('');
    }
    for (let index = 0; index < count; index += 1) {
      this.item(depth + 1);
    }
  }

  private untilBreak(major: number, depth: number): void {
    if (major < 2 || major > 5) {
      throw new SerializationError('');
    }
    while (this.body[this.position] !== breakByte) {
      this.item(depth + 1);
    }
    this.position += 1;
  }

  private count(minor: number): number {
    const bytes = countBytes.get(minor);
    if (bytes === undefined) {
      return minor;
    }
    const taken = this.take(bytes);
    return bytes === 8 ? Number(taken.readBigUInt64BE()) : taken.readUIntBE(0, bytes);
  }

  private take(bytes: number): Buffer {
    if (bytes > this.left) {
      throw new SerializationError('');
    }
    const taken = this.body.subarray(this.position, this.position + bytes);
    this.position += bytes;
    return taken;
  }
}
