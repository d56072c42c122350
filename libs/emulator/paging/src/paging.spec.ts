import * as z from 'zod';
import { page, textKey } from './index';
import type { ListingName, Page, PageRequest, PageRules } from './index';

const rules: PageRules = {
  defaultSize: 2,
  largestSize: 3,
  refuseSize: (asked, largestSize) => new RangeError(`${asked} of ${largestSize}`),
  refuseToken: (reason, options) => new SyntaxError(`the token is ${reason}`, options),
};

const things = ['a', 'b', 'c'];

function listed(
  request: PageRequest,
  of: ListingName = ['things'],
  names = things,
  by = rules,
): Page<string> {
  const read = (after: string | undefined, limit: number) =>
    names.filter((name) => after === undefined || name > after).slice(0, limit);
  return page(request, by, { name: of, key: textKey, keyOf: (name) => name, read });
}

/** A token that ends at `key`, made by hand from one that was given. */
function tokenWith(key: unknown): string {
  const { nextToken = '' } = listed({ maxResults: 1 });
  const [listing] = z
    .tuple([z.string(), z.unknown()])
    .parse(JSON.parse(Buffer.from(nextToken, 'base64url').toString()));
  return Buffer.from(JSON.stringify([listing, key])).toString('base64url');
}

describe('a page', () => {
  it('begins with the first item if there is no token, or an empty one', () => {
    expect(listed({}).items).toEqual(['a', 'b']);
    expect(listed({ nextToken: '' }).items).toEqual(['a', 'b']);
  });

  it('goes on after the last item of the page before, also when that item is gone', () => {
    const { nextToken } = listed({});
    expect(listed({ nextToken }).items).toEqual(['c']);
    expect(listed({ nextToken }, ['things'], ['a', 'c']).items).toEqual(['c']);
  });

  it('has no token if it is the last one, also when it is exactly full', () => {
    expect(listed({ maxResults: 3 })).toEqual({ items: things });
    expect(listed({}, ['things'], [])).toEqual({ items: [] });
  });

  it.each([0, -1, 1.5, 4])('refuses the size %d with the error of the service', (maxResults) => {
    expect(() => listed({ maxResults })).toThrow(new RangeError(`${maxResults} of 3`));
  });

  it('has the largest size if a larger one was asked for and the service takes that', () => {
    const clamping = { ...rules, clampsSize: true };
    const four = ['a', 'b', 'c', 'd'];
    expect(listed({ maxResults: 1_000 }, ['things'], four, clamping).items).toEqual(things);
    expect(() => listed({ maxResults: 0 }, ['things'], four, clamping)).toThrow(RangeError);
  });

  it.each<[string, ListingName]>([
    ['another listing', ['groups']],
    ['the same listing of another target', ['things', 'group-2']],
    ['the same listing without its target', ['things']],
    ['the same listing with another filter', ['things', 'group-1', true]],
    ['a target that is named like the lack of one', ['things', 'null']],
  ])('refuses a token of %s', (_what, of) => {
    const { nextToken } = listed({}, ['things', 'group-1']);
    expect(listed({ nextToken }, ['things', 'group-1']).items).toEqual(['c']);
    expect(() => listed({ nextToken }, of)).toThrow('the token is invalid');
  });

  it.each([
    ['is no text in base64url', 'no token', 'invalid'],
    ['holds something else', 'e30', 'invalid'],
    ['is too long', 'x'.repeat(4_097), 'too long'],
  ])('refuses a token that %s', (_what, nextToken, reason) => {
    expect(() => listed({ nextToken })).toThrow(`the token is ${reason}`);
  });

  it.each([[[]], [{}], [null], [true], [7], [['a', 'b']]])(
    'refuses a token that ends at the key %j, which this listing has never given',
    (key) => {
      expect(listed({ nextToken: tokenWith('a') }).items).toEqual(['b', 'c']);
      expect(() => listed({ nextToken: tokenWith(key) })).toThrow('the token is invalid');
    },
  );

  it('lets a failure of the read through', () => {
    const read = (): string[] => {
      throw new Error('the disk is full');
    };
    const listing = { name: ['things'] as const, key: textKey, keyOf: (name: string) => name, read };
    expect(() => page({}, rules, listing)).toThrow('the disk is full');
  });
});
