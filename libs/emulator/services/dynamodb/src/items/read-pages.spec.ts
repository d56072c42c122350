import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import fc from 'fast-check';
import { createDynamoDb, type DynamoDb } from '../dynamodb';
import type { WireItem } from '../values/attribute-value';

const TableName = 'readings';
const lastTime = 19;

let store: Store;
let clock: SettableClock;
let dynamodb: DynamoDb;

/** Two devices with readings at the times 0 to 19, two times to each rank. */
beforeAll(() => {
  store = openStore(':memory:');
  clock = new SettableClock();
  dynamodb = createDynamoDb({ store, clock, region: 'us-east-1', accountId: '123456789012' });
  dynamodb.tables.create({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'device', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
      { AttributeName: 'rank', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'device', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'by-rank',
        KeySchema: [
          { AttributeName: 'device', KeyType: 'HASH' },
          { AttributeName: 'rank', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  store.transaction(() => {
    for (const device of ['a', 'b']) {
      for (let at = 0; at <= lastTime; at += 1) {
        put(device, at);
      }
    }
  });
});

afterAll(() => {
  dynamodb.close();
  clock.close();
  store.close();
});

function put(device: string, at: number): void {
  const rank = { N: String(rankOf(at)) };
  dynamodb.items.put({ TableName, Item: { device: { S: device }, at: { N: String(at) }, rank } });
}

function rankOf(at: number): number {
  return Math.floor(at / 2);
}

interface Question {
  readonly condition: string;
  readonly bounds: readonly number[];
  readonly forward?: boolean;
  readonly index?: string | undefined;
  readonly start?: WireItem | undefined;
  readonly limit?: number;
}

function ask({ condition, bounds, forward = true, index, start, limit }: Question) {
  const values = bounds.map((bound, place) => [`:v${place}`, { N: String(bound) }] as const);
  return dynamodb.items.query({
    TableName,
    IndexName: index,
    KeyConditionExpression: `device = :device${condition && ` AND ${condition}`}`,
    ExpressionAttributeNames: condition ? { '#s': index === undefined ? 'at' : 'rank' } : undefined,
    ExpressionAttributeValues: { ':device': { S: 'a' }, ...Object.fromEntries(values) },
    ScanIndexForward: forward,
    ExclusiveStartKey: start,
    Limit: limit,
  });
}

function timesOnAllPages(question: Question): number[] {
  const times: number[] = [];
  let start: WireItem | undefined;
  do {
    const page = ask({ ...question, start });
    for (const { at } of page.Items ?? []) {
      times.push(at && 'N' in at ? Number(at.N) : NaN);
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return times;
}

describe('the pages of a query', () => {
  const bound = fc.integer({ min: -1, max: lastTime + 1 });
  const condition = fc.oneof(
    fc.constant({ text: '', bounds: [], holds: () => true }),
    bound.map((v) => ({ text: '#s = :v0', bounds: [v], holds: (key: number) => key === v })),
    bound.map((v) => ({ text: '#s < :v0', bounds: [v], holds: (key: number) => key < v })),
    bound.map((v) => ({ text: '#s <= :v0', bounds: [v], holds: (key: number) => key <= v })),
    bound.map((v) => ({ text: '#s > :v0', bounds: [v], holds: (key: number) => key > v })),
    bound.map((v) => ({ text: '#s >= :v0', bounds: [v], holds: (key: number) => key >= v })),
    fc.tuple(bound, bound).map((pair) => {
      const [low, high] = [Math.min(...pair), Math.max(...pair)];
      const holds = (key: number) => low <= key && key <= high;
      return { text: '#s BETWEEN :v0 AND :v1', bounds: [low, high], holds };
    }),
  );

  it('together show what the condition selects, once and in order, through an index too', () => {
    fc.assert(
      fc.property(
        condition,
        fc.boolean(),
        fc.constantFrom(undefined, 'by-rank'),
        fc.integer({ min: 1, max: 25 }),
        ({ text, bounds, holds }, forward, index, limit) => {
          const found = timesOnAllPages({ condition: text, bounds, forward, index, limit });
          const times = Array.from({ length: lastTime + 1 }, (_, at) => at);
          const selected = times.filter((at) => holds(index === undefined ? at : rankOf(at)));
          expect(found).toEqual(forward ? selected : selected.reverse());
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['of another partition', 'b', 5, '#s > :v0', 'outside query boundaries'],
    ['before the first', 'a', 2, '#s > :v0', 'range key predicate'],
    ['at an excluded bound', 'a', 3, '#s > :v0', 'range key predicate'],
    ['behind the last', 'a', 4, '#s <= :v0', 'range key predicate'],
  ])('do not begin at a place %s', (_, device, at, text, words) => {
    const start = { device: { S: device }, at: { N: String(at) } };
    expect(() => ask({ condition: text, bounds: [3], start })).toThrow(words);
  });

  it('are found by seeking their place, not by reading the partition up to it', () => {
    const statements: string[] = [];
    const iterate = jest.spyOn(store, 'iterate');
    const start = { device: { S: 'a' }, at: { N: '5' } };
    for (const index of [undefined, 'by-rank']) {
      const startKey = index === undefined ? start : { ...start, rank: { N: '2' } };
      ask({ condition: '#s >= :v0', bounds: [0], index, start: startKey });
      const [sql, ...parameters] = iterate.mock.lastCall ?? [''];
      const [{ detail } = {}] = store.all(`EXPLAIN QUERY PLAN ${sql}`, ...parameters);
      statements.push(String(detail));
    }
    iterate.mockRestore();
    expect(statements).toEqual([
      expect.stringMatching(/table_id=\? AND pk=\? AND sk>\?/),
      expect.stringMatching(/table_id=\? AND index_name=\? AND ipk=\? AND \(isk,pk,sk\)>\(\?,\?,\?\)/),
    ]);
  });
});
