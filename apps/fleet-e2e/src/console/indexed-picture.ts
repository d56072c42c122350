import assert from 'node:assert/strict';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xrrggbb of each pixel. */
  readonly pixels: Uint32Array;
}

/**
 * The same picture in 256 colours, which takes a third of the bytes: the page's own colours are few, and the many shades
 * at the edges of letters become the nearest of those that are most frequent.
 * @param png 8 bits of RGB or RGBA, not interlaced, as browsers make it
 */
export function indexedPicture(png: Buffer): Buffer {
  const { width, height, pixels } = read(png);
  const counts = new Map<number, number>();
  for (const colour of pixels) {
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts.keys()]
    .sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0))
    .slice(0, mostColours);
  const indexes = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, at) => {
    rows[at + Math.floor(at / width) + 1] = indexes.get(colour) ?? 0;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((each) => [each >> 16, (each >> 8) & 0xff, each & 0xff]));
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function nearest(colour: number, palette: readonly number[]): number {
  let best = 0;
  let least = Infinity;
  palette.forEach((candidate, index) => {
    const distance = [16, 8, 0].reduce((sum, shift) => {
      const difference = ((colour >> shift) & 0xff) - ((candidate >> shift) & 0xff);
      return sum + difference * difference;
    }, 0);
    if (distance < least) {
      [best, least] = [index, distance];
    }
  });
  return best;
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function read(png: Buffer): Picture {
  const chunks = chunksOf(png);
  const header = chunks.find(({ name }) => name === 'IHDR')?.data;
  assert(header !== undefined, 'A PNG has a header');
  const [width, height, type] = [header.readUInt32BE(0), header.readUInt32BE(4), header.readUInt8(9)];
  assert(header.readUInt8(8) === 8 && (type === 2 || type === 6), 'It has 8 bits of RGB or RGBA');
  const bytes = type === 2 ? 3 : 4;
  const data = chunks.filter(({ name }) => name === 'IDAT').map((each) => each.data);
  const rows = unfiltered(inflateSync(Buffer.concat(data)), width * bytes, bytes);
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) {
    pixels[at] = rows.readUIntBE(at * bytes, 3);
  }
  return { width, height, pixels };
}

function chunksOf(png: Buffer): { name: string; data: Buffer }[] {
  const chunks: { name: string; data: Buffer }[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      name: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

/** Undoes the filter of each row (PNG, section 9). */
function unfiltered(filtered: Buffer, rowLength: number, bytes: number): Buffer {
  const height = filtered.length / (rowLength + 1);
  const rows = Buffer.alloc(rowLength * height);
  for (let row = 0; row < height; row += 1) {
    const filter = filtered.readUInt8(row * (rowLength + 1));
    const start = row * rowLength;
    for (let column = 0; column < rowLength; column += 1) {
      const left = column < bytes ? 0 : (rows[start + column - bytes] ?? 0);
      const above = row === 0 ? 0 : (rows[start + column - rowLength] ?? 0);
      const corner = row === 0 || column < bytes ? 0 : (rows[start + column - rowLength - bytes] ?? 0);
      const given = filtered[start + row + 1 + column] ?? 0;
      rows[start + column] = (given + predicted(filter, left, above, corner)) & 0xff;
    }
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    default: {
      const sum = left + above - corner;
      const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) => Math.abs(sum - each));
      assert(toLeft !== undefined && toAbove !== undefined && toCorner !== undefined);
      if (toLeft <= toAbove && toLeft <= toCorner) {
        return left;
      }
      return toAbove <= toCorner ? above : corner;
    }
  }
}
