import type { Page, PageRequest } from './paging';
import { errorCodeOf } from './testing/error-code';
import type { TestCloud } from './testing/test-cloud';
import { openTestCloud } from './testing/test-cloud';

const byColour = { attribute: { name: 'colour', value: 'red', prefix: false } };

/** A list by one name, and one by two values. */
const lists: [string, (request: PageRequest, cloud: TestCloud) => Page<{ readonly thingName: string }>][] = [
  ['of things', (request, { iot }) => iot.things.list(request)],
  ['of things by attribute', (request, { iot }) => iot.things.list(request, byColour)],
];

describe.each(lists)('a list %s', (_what, list) => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await openTestCloud();
    for (const name of ['c', 'a', 'b']) {
      cloud.iot.things.create(name, undefined, { colour: 'red' });
    }
  });
  afterEach(() => cloud.close());

  const namesOf = (request: PageRequest) => list(request, cloud).items.map(({ thingName }) => thingName);
  const tokenBehind = (maxResults: number) => list({ maxResults }, cloud).nextToken;

  it('begins with the first where there is no token, or an empty one', () => {
    expect(namesOf({ maxResults: 2 })).toEqual(['a', 'b']);
    expect(namesOf({ maxResults: 2, nextToken: '' })).toEqual(['a', 'b']);
  });

  it('goes on where its page ended, also when that thing is gone', () => {
    const nextToken = tokenBehind(2);
    cloud.iot.things.delete('b');

    expect(namesOf({ nextToken })).toEqual(['c']);
  });

  it('has no token behind its last page', () => {
    expect(tokenBehind(3)).toBeUndefined();
  });

  it.each([[[]], [{}], [null], [true], [[1, 2]], [['a', 'b', 'c', 'd', 'e']]])(
    'refuses a token that ends at the key %j, which it has never given, and does not begin anew',
    (key) => {
      const [name] = JSON.parse(Buffer.from(String(tokenBehind(1)), 'base64url').toString()) as [string];
      const nextToken = Buffer.from(JSON.stringify([name, key])).toString('base64url');

      expect(errorCodeOf(() => namesOf({ nextToken }))).toBe('InvalidRequestException');
    },
  );

  it('refuses a token of another list', () => {
    for (const name of ['one', 'other']) {
      cloud.iot.thingTypes.create(name);
    }
    const { nextToken } = cloud.iot.thingTypes.list({ maxResults: 1 });

    expect(nextToken).toBeDefined();
    expect(errorCodeOf(() => namesOf({ nextToken }))).toBe('InvalidRequestException');
  });

  it.each([
    ['is no text in base64url', 'no token'],
    ['holds something else', 'e30'],
    ['is too long', 'x'.repeat(4_097)],
  ])('refuses a token that %s', (_what, nextToken) => {
    expect(errorCodeOf(() => namesOf({ nextToken }))).toBe('InvalidRequestException');
  });

  it.each([0, 251, 1.5])('refuses a page of %d', (maxResults) => {
    expect(errorCodeOf(() => namesOf({ maxResults }))).toBe('InvalidRequestException');
  });
});
