import fc from 'fast-check';
import { bitString, DerError, element, objectIdentifier, readElements, readMembers, tags, time } from './der';

const tag = fc.constantFrom(...Object.values(tags));
const content = fc
  .constantFrom(0, 1, 127, 128, 255, 256, 65_535, 65_536)
  .map((octets) => Buffer.alloc(octets, octets % 251));

describe('DER', () => {
  it('is read as it was written', () => {
    const elements = fc.array(fc.tuple(tag, content), { maxLength: 4 });
    fc.assert(
      fc.property(elements, (written) => {
        const bytes = Buffer.concat(written.map(([tagged, octets]) => element(tagged, octets)));
        const read = readElements(bytes);
        expect(read.map((one) => one.tag)).toEqual(written.map(([tagged]) => tagged));
        expect(read.every((one, index) => written[index]?.[1].equals(one.content))).toBe(true);
      }),
    );
  });

  it('of a stranger is read, or refused as what it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const read = Buffer.concat(readElements(Buffer.from(bytes)).map(({ whole }) => whole));
          expect(read).toEqual(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
    );
  });

  it.each([
    ['cut off in its content', [0x30, 0x02, 0x05]],
    ['cut off in its length', [0x30, 0x82, 0x01]],
    ['of an indefinite length', [0x30, 0x80, 0x00, 0x00]],
    ['longer than its length has to be', [0x30, 0x81, 0x01, 0x00]],
    ['with a long tag', [0x3f, 0x81, 0x01, 0x00]],
    ['of a length beyond all memory', [0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])('is refused when it is %s', (_how, bytes) => {
    expect(() => readElements(Buffer.from(bytes))).toThrow(DerError);
  });

  it('has nothing behind a sequence that is to be alone', () => {
    expect(() => readMembers(Buffer.from([0x30, 0x00, 0x30, 0x00]))).toThrow(DerError);
  });

  it.each([
    [objectIdentifier('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    [objectIdentifier('2.5.29.15'), '0603551d0f'],
    [bitString(Buffer.from([0x80]), 7), '03020780'],
    [time(new Date('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
    [time(new Date('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
  ])('is written as the standard has it', (written, hex) => {
    expect(written.toString('hex')).toBe(hex);
  });
});
