import type { Page, PageRequest } from '@fleet/paging';
import { errorCodeOf } from './testing/error-code';
import type { TestControlPlane } from './testing/test-control-plane';
import { openTestControlPlane } from './testing/test-control-plane';

const byColour = { attribute: { name: 'colour', value: 'red', prefix: false } };

/** A list by one name, and one by two values. */
const lists: [
  string,
  (request: PageRequest, cloud: TestControlPlane) => Page<{ readonly thingName: string }>,
][] = [
  ['of things', (request, { iot }) => iot.things.list(request)],
  ['of things by attribute', (request, { iot }) => iot.things.list(request, byColour)],
];

describe.each(lists)('a list %s', (_what, list) => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
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

  it('refuses a token of another list', () => {
    for (const name of ['one', 'other']) {
      cloud.iot.thingTypes.create(name);
    }
    const { nextToken } = cloud.iot.thingTypes.list({ maxResults: 1 });

    expect(nextToken).toBeDefined();
    expect(errorCodeOf(() => namesOf({ nextToken }))).toBe('InvalidRequestException');
  });

  it('refuses a token of the same list with another filter', () => {
    const { iot } = cloud;
    const { nextToken } = iot.things.list(
      { maxResults: 1 },
      { attribute: { ...byColour.attribute, prefix: true } },
    );

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

describe('a list of what belongs to something', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    for (const thing of ['a', 'b']) {
      cloud.iot.things.create(thing);
    }
    for (const group of ['one', 'other']) {
      cloud.iot.thingGroups.create(group);
      cloud.iot.thingGroups.addThing(group, 'a');
      cloud.iot.thingGroups.addThing(group, 'b');
    }
  });
  afterEach(() => cloud.close());

  it('refuses a token of another thing group', () => {
    const { thingGroups } = cloud.iot;
    const { nextToken } = thingGroups.thingsIn({ maxResults: 1 }, 'one');

    expect(thingGroups.thingsIn({ nextToken }, 'one').items).toEqual(['b']);
    expect(errorCodeOf(() => thingGroups.thingsIn({ nextToken }, 'other'))).toBe('InvalidRequestException');
    expect(errorCodeOf(() => thingGroups.thingsIn({ nextToken }, 'one', true))).toBe(
      'InvalidRequestException',
    );
  });

  it('refuses a token of another thing', () => {
    const { thingGroups } = cloud.iot;
    const { nextToken } = thingGroups.groupsOf({ maxResults: 1 }, 'a');

    expect(thingGroups.groupsOf({ nextToken }, 'a').items).toEqual(['other']);
    expect(errorCodeOf(() => thingGroups.groupsOf({ nextToken }, 'b'))).toBe('InvalidRequestException');
  });
});
