import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { indexedPicture } from './indexed-picture';

/** A picture of 2 by 3 pixels in RGB, whose rows have different filters. */
function picture(): Buffer {
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 3, 8, 2, 0, 0, 0]);
  const rows = Buffer.from([
    ...[0, 255, 0, 0, 0, 0, 255],
    // The same as above it; then red, and 255 less than that on the left of it in red, 255 more in blue.
    ...[2, 0, 0, 0, 0, 0, 0],
    ...[1, 255, 0, 0, 1, 0, 255],
  ]);
  const chunk = (name: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk('IDAT', deflateSync(rows));
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

it('has the pixels of the picture, as indexes of its colours', () => {
  const indexed = indexedPicture(picture());
  const at = (name: string) => indexed.indexOf(name) + 4;
  const palette = indexed.subarray(at('PLTE'), at('PLTE') + 6);
  const colours = [palette.readUIntBE(0, 3), palette.readUIntBE(3, 3)];
  const length = indexed.readUInt32BE(at('IDAT') - 8);
  const rows = inflateSync(indexed.subarray(at('IDAT'), at('IDAT') + length));
  const shown = [1, 2, 4, 5, 7, 8].map((place) => colours[rows.readUInt8(place)]);
  expect(shown).toEqual([0xff0000, 0x0000ff, 0xff0000, 0x0000ff, 0xff0000, 0x0000ff]);
});
