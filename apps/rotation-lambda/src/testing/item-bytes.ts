import * as z from 'zod/mini';

/** Size of an item (developer guide, CapacityUnitCalculations): names count, as do three bytes for a list or map. */
export function itemBytes(item: object): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

const attribute = z.union([
  z.object({ S: z.string() }),
  z.object({ N: z.string() }),
  z.object({ BOOL: z.boolean() }),
  z.object({ L: z.array(z.unknown()) }),
  z.object({ M: z.record(z.string(), z.unknown()) }),
]);

function valueBytes(value: unknown): number {
  const parsed = attribute.parse(value);
  if ('S' in parsed) {
    return Buffer.byteLength(parsed.S);
  }
  if ('N' in parsed) {
    return Math.ceil(parsed.N.length / 2) + 1;
  }
  if ('BOOL' in parsed) {
    return 1;
  }
  if ('L' in parsed) {
    return parsed.L.reduce<number>((sum, each) => sum + 1 + valueBytes(each), 3);
  }
  return itemBytes(parsed.M) + Object.keys(parsed.M).length + 3;
}
