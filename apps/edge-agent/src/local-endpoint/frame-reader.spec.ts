import fc from 'fast-check';
import { FrameReader, MalformedPacketError } from './frame-reader';

/** A packet of some type with that many bytes after its header. */
function packet(length: number): Buffer {
  const header = [0x10];
  let rest = length;
  do {
    header.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, length % 251)]);
}

describe('what a program sends', () => {
  it('is cut into the packets that it was, however it arrives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 400 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
        (lengths, pieces) => {
          const packets = lengths.map(packet);
          const reader = new FrameReader(1024);
          const read: Buffer[] = [];
          const stream = Buffer.concat(packets);
          for (let position = 0, turn = 0; position < stream.length; turn += 1) {
            const size = pieces[turn % pieces.length] ?? 1;
            reader.push(stream.subarray(position, position + size));
            position += size;
            for (let next = reader.next(); next !== undefined; next = reader.next()) {
              read.push(next);
            }
          }
          expect(read).toEqual(packets);
        },
      ),
    );
  });

  it('does not keep what else was read with it', () => {
    const reader = new FrameReader(1024);
    reader.push(Buffer.concat([packet(2), Buffer.alloc(0)]));
    expect(reader.next()?.buffer.byteLength).toBe(4);
  });

  it.each([
    ['more bytes than it may have', packet(1023), 0x95],
    ['a length of five bytes', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01]), 0x81],
  ])('is no packet with %s', (_what, bytes, reasonCode) => {
    const reader = new FrameReader(1024);
    reader.push(bytes);
    expect(() => reader.next()).toThrow(MalformedPacketError);
    const another = new FrameReader(1024);
    another.push(bytes);
    expect(codeOf(() => another.next())).toBe(reasonCode);
  });

  it('is refused at its first byte where it does not begin as MQTT does', () => {
    const reader = new FrameReader(1024);
    reader.push(Buffer.from('G'));
    expect(() => reader.next()).toThrow('its first packet is no CONNECT');
  });

  it('is refused as soon as its length is known', () => {
    const reader = new FrameReader(1024);
    reader.push(packet(2000).subarray(0, 3));
    expect(() => reader.next()).toThrow('a packet has 2003 bytes, at most 1024 are taken');
  });
});

function codeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof MalformedPacketError ? error.reasonCode : error;
  }
}
