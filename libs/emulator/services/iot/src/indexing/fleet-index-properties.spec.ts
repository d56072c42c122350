import { matches, parseQuery } from '@fleet/fleet-index-query';
import { strongConsistency } from '@fleet/consistency';
import fc from 'fast-check';
import { changesInFlight } from '../consistency/changes-in-flight';
import type { ControlPlane } from '../control-plane';
import { ThingGroupRepository } from '../registry/thing-group-repository';
import { ThingRepository } from '../registry/thing-repository';
import { indexDocuments } from '../testing/index-documents';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';
import { FleetIndex } from './fleet-index';

const names = ['a', 'A', 'ab', 'abc', 'b-1', 'B_2', 'x_y', 'xay', '12', '7', 'device:9'];
const groups = ['root', 'Middle', 'leaf', 'other', 'empty'];
const parents: Record<string, string> = { Middle: 'root', leaf: 'Middle' };
const types = ['Lamp', 'lock'];
const values = [
  '20180630',
  '20260101',
  '2018-06-30',
  '1e3',
  '1000',
  '1000.0',
  '-5',
  '0',
  '007',
  'M1',
  'm1',
  'm_1',
  'a',
  'zz',
];
const reasons = ['CONNECTION_LOST', 'CLIENT_ERROR'];

const thing = fc.record({
  type: fc.option(fc.constantFrom(...types), { nil: undefined }),
  attributes: fc.dictionary(fc.constantFrom('one', 'Two', 'x.y'), fc.constantFrom(...values), { maxKeys: 3 }),
  groups: fc.uniqueArray(fc.constantFrom('root', 'Middle', 'leaf', 'other'), { maxLength: 3 }),
  presence: fc.constantFrom('never', 'connected', ...reasons),
});
type Registry = typeof registry extends fc.Arbitrary<infer Generated> ? Generated : never;
const registry = fc.dictionary(fc.constantFrom(...names), thing, { maxKeys: names.length });

const field = fc.constantFrom(
  'thingName',
  'thingTypeName',
  'registry.thingGroupNames',
  'thingGroupNames',
  'thingGroupNames',
  'attributes.one',
  'attributes.one',
  'attributes.Two',
  'attributes.x.y',
  'attributes.two',
  'connectivity.connected',
  'connectivity.timestamp',
  'connectivity.disconnectReason',
  'shadow.reported.x',
);
const value = fc.oneof(
  fc.constantFrom(...names, ...groups, ...types, ...values, ...reasons, 'true', 'false', '1005', '*'),
  fc.integer({ min: 990, max: 1010 }).map(String),
);
const word = value.map((text) => text.replaceAll(':', '\\:'));
const wild = fc.tuple(
  fc.constantFrom('a', 'M', '2018', 'C', 'x_', 'm_', '1'),
  fc.constantFrom('*', '?*', '*0', '?1', '*_*', '?'),
);
const end = word.filter((text) => text !== '*');
const range = fc
  .tuple(fc.constantFrom('[', '{'), word, word, fc.constantFrom(']', '}'))
  .map(([open, low, high, close]) => `${open}${low} TO ${high}${close}`);
const compared = fc.tuple(fc.constantFrom('<', '<=', '>', '>='), end).map((parts) => parts.join(''));
const test = fc.oneof(
  word,
  word,
  wild.map((parts) => parts.join('')),
  range,
  compared,
);
const term = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(field, test).map((parts) => parts.join(':')) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      word,
      wild.map((parts) => parts.join('')),
    ),
  },
);
const { query } = fc.letrec<{ query: string; group: string }>((tie) => ({
  query: fc.oneof({ maxDepth: 2 }, term, tie('group')),
  group: fc.oneof(
    fc
      .tuple(tie('query'), fc.constantFrom(' ', ' AND ', ' OR '), tie('query'))
      .map(([left, by, right]) => `(${left})${by}(${right})`),
    tie('query').map((inner) => `NOT (${inner})`),
  ),
}));

/** What is found is decided by terms as often as by what keeps them apart: of all queries, these are few enough. */
const shortQuery = query.filter((text) => (text.match(/[:*]/g) ?? []).length <= 10);

function fill({ iot }: TestControlPlane, things: Registry): void {
  registries += 1;
  for (const [index, [name, made]] of Object.entries(things).entries()) {
    iot.things.create(name, made.type, made.attributes);
    for (const group of made.groups) {
      iot.thingGroups.addThing(group, name);
    }
    if (made.presence === 'never') {
      continue;
    }
    iot.connectivity.connected({ ...clientOf(name), at: new Date(995 + index) });
    if (made.presence !== 'connected') {
      leave(iot, name, index, made.presence);
    }
  }
}

function empty({ iot }: TestControlPlane, things: Registry): void {
  for (const name of Object.keys(things)) {
    leave(iot, name, 0, 'CONNECTION_LOST');
    iot.things.delete(name);
  }
}

/** A session is never resumed once it has ended: each registry has its own. */
let registries = 0;

function clientOf(clientId: string): { clientId: string; sessionIdentifier: string } {
  return { clientId, sessionIdentifier: `session of ${clientId} in ${registries}` };
}

function leave({ connectivity }: ControlPlane, name: string, index: number, reason: string): void {
  connectivity.disconnected({ ...clientOf(name), at: new Date(1000 + index), reason });
}

describe('the fleet index', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    const { iot } = cloud;
    iot.indexing.update({
      things: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' },
    });
    for (const type of types) {
      iot.thingTypes.create(type);
    }
    for (const name of groups) {
      iot.thingGroups.create(name, parents[name]);
    }
  });
  afterEach(() => cloud.close());

  it('finds what the meaning of the query says, each thing once, in pages of any size', async () => {
    const queries = fc.array(shortQuery, { minLength: 10, maxLength: 10 });
    const pageSize = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(registry, queries, pageSize, async (things, texts, size) => {
        try {
          fill(cloud, things);
          await expectMeaning(cloud, indexOf(cloud, size), texts, size);
        } finally {
          empty(cloud, things);
        }
      }),
      { numRuns: 40 },
    );
  });
});

async function expectMeaning(
  { iot }: TestControlPlane,
  index: FleetIndex,
  texts: string[],
  size: number,
): Promise<void> {
  const documents = [...indexDocuments(iot)];
  for (const text of texts) {
    const meant = parseQuery(text);
    const expected = documents.filter(([, document]) => matches(meant, document)).map(([name]) => name);
    expect({ text, found: everyPage(index, text, size) }).toEqual({ text, found: expected.sort() });
    expect(await index.count(text)).toBe(expected.length);
  }
}

function indexOf({ iot, store, clock }: TestControlPlane, candidatesOfAPage: number): FleetIndex {
  return new FleetIndex({
    store,
    configuration: iot.indexing,
    things: new ThingRepository(store),
    groups: new ThingGroupRepository(store),
    connectivity: iot.connectivity,
    entries: changesInFlight(strongConsistency, clock).indexedThings,
    replicas: strongConsistency.replicas('fleet index', 1),
    candidatesOfAPage,
  });
}

function everyPage(index: FleetIndex, query: string, maxResults: number): string[] {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = index.search(query, { nextToken, maxResults });
    expect(page.items.length).toBeLessThanOrEqual(maxResults);
    found.push(...page.items.map(({ thing: { thingName } }) => thingName));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return found.sort();
}
