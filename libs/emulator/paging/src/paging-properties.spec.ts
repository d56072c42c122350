import fc from 'fast-check';
import * as z from 'zod';
import { page, textKey } from './index';
import type { Listing, Page, PageKey, PageRules } from './index';

const rules: PageRules = {
  defaultSize: 100,
  largestSize: 100,
  refuseSize: (asked) => new Error(`size ${asked}`),
  refuseToken: (reason) => new Error(reason),
};

/** What happens to the listed items between two pages. */
interface Changes<Key> {
  readonly inserted: readonly Key[];
  /** Places in the listing; what lies there is deleted. */
  readonly deleted: readonly number[];
}

function changesOf<Key>(key: fc.Arbitrary<Key>): fc.Arbitrary<Changes<Key>> {
  return fc.record({
    inserted: fc.array(key, { maxLength: 4 }),
    deleted: fc.array(fc.nat(20), { maxLength: 4 }),
  });
}

/** A listing of keys that lies in memory, and may change. */
class Shelf<Key extends PageKey> {
  constructor(
    private readonly compare: (one: Key, other: Key) => number,
    private keys: readonly Key[],
  ) {
    this.insert(keys);
  }

  all(): readonly Key[] {
    return this.keys;
  }

  after(last: Key | undefined, limit: number): readonly Key[] {
    return this.keys.filter((key) => last === undefined || this.compare(key, last) > 0).slice(0, limit);
  }

  change({ inserted, deleted }: Changes<Key>): void {
    this.keys = this.keys.filter((_, place) => !deleted.includes(place));
    this.insert(inserted);
  }

  private insert(keys: readonly Key[]): void {
    const all = new Map([...this.keys, ...keys].map((key) => [JSON.stringify(key), key]));
    this.keys = [...all.values()].sort(this.compare);
  }
}

/** Reads all pages, with the changes before each page but the first; also answers what stayed from end to end. */
function readThrough<Key extends PageKey>(
  shelf: Shelf<Key>,
  key: z.ZodType<Key>,
  sizes: readonly number[],
  changes: readonly Changes<Key>[],
) {
  const listing: Listing<Key, Key> = {
    name: ['shelf'],
    key,
    keyOf: (item) => item,
    read: (after, limit) => shelf.after(after, limit),
  };
  const seen: Key[] = [];
  let stayed = shelf.all().map((item) => JSON.stringify(item));
  let nextToken: string | undefined;
  let turn = 0;
  do {
    const read: Page<Key> = page({ nextToken, maxResults: sizes[turn % sizes.length] }, rules, listing);
    seen.push(...read.items);
    ({ nextToken } = read);
    const change = changes[turn];
    if (nextToken !== undefined && change !== undefined) {
      shelf.change(change);
      const present = new Set(shelf.all().map((item) => JSON.stringify(item)));
      stayed = stayed.filter((item) => present.has(item));
    }
    turn += 1;
  } while (nextToken !== undefined);
  return { seen, stayed, turns: turn };
}

const byText = (one: string, other: string) => (one < other ? -1 : Number(one > other));
const byNumberAndText = (one: readonly [number, string], other: readonly [number, string]) =>
  one[0] - other[0] || byText(one[1], other[1]);

const text = fc.string({ unit: 'binary', maxLength: 2 });
const numberAndText = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b', 'c', 'd', 'e'));

function describePages<Key extends PageKey>(
  what: string,
  anyKey: fc.Arbitrary<Key>,
  key: z.ZodType<Key>,
  compare: (one: Key, other: Key) => number,
): void {
  const keys = fc.array(anyKey, { maxLength: 20 });
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });
  const changes = fc.array(changesOf(anyKey), { maxLength: 6 });

  describe(`all pages of a listing by ${what}`, () => {
    it('have each item that stayed exactly once and in order, whatever comes and goes between them', () => {
      fc.assert(
        fc.property(keys, sizes, changes, (listed, size, between) => {
          const { seen, stayed } = readThrough(new Shelf(compare, listed), key, size, between);
          const texts = seen.map((item) => JSON.stringify(item));
          expect(new Set(texts).size).toBe(texts.length);
          expect(seen).toEqual([...seen].sort(compare));
          expect(stayed.filter((item) => !texts.includes(item))).toEqual([]);
        }),
      );
    });

    it('are as few as can be, and all full but the last', () => {
      fc.assert(
        fc.property(keys, fc.integer({ min: 1, max: 7 }), (listed, size) => {
          const shelf = new Shelf(compare, listed);
          const { seen, turns } = readThrough(shelf, key, [size], []);
          expect(seen).toEqual(shelf.all());
          expect(turns).toBe(Math.max(1, Math.ceil(seen.length / size)));
        }),
      );
    });
  });
}

describePages('one text', text, textKey, byText);
describePages('a number and a text', numberAndText, z.tuple([z.int(), z.string()]), byNumberAndText);
