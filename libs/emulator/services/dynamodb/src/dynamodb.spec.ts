import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import { until } from '@fleet/eventually';
import { defined } from '@fleet/optional-members';
import fc from 'fast-check';
import { createDynamoDb, type DynamoDb } from './dynamodb';
import type { Page } from './items/read-pages';
import type { WireItem } from './values/attribute-value';

const TableName = 'readings';

let store: Store;
let clock: SettableClock;
let dynamodb: DynamoDb;

function open(path = ':memory:'): void {
  store = openStore(path);
  dynamodb = createDynamoDb({ store, clock, region: 'us-east-1', accountId: '123456789012' });
}

function shut(): void {
  dynamodb.close();
  store.close();
}

beforeEach(() => {
  clock = new SettableClock();
  open();
  dynamodb.tables.create({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'device', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
      { AttributeName: 'kind', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'device', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-kind',
        KeySchema: [
          { AttributeName: 'kind', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
});

afterEach(() => {
  shut();
  clock.close();
});

function put(device: string, at: number, more: WireItem = {}): void {
  dynamodb.items.put({ TableName, Item: { device: { S: device }, at: { N: String(at) }, ...more } });
}

function times(page: Page): string[] {
  return (page.Items ?? []).map(({ at }) => (at && 'N' in at ? at.N : '?'));
}

const Key = { device: { S: 'a' }, at: { N: '1' } };

describe('an item', () => {
  it('is found under its key, however the number is written', () => {
    put('a', 1, { value: { S: 'x' } });
    expect(dynamodb.items.get({ TableName, Key: { device: { S: 'a' }, at: { N: '1.00' } } }).Item).toEqual({
      ...Key,
      value: { S: 'x' },
    });
  });

  it('is written only under its condition', () => {
    put('a', 1, { version: { N: '1' } });
    const bump = (expected: string) =>
      dynamodb.items.update({
        TableName,
        Key,
        UpdateExpression: 'ADD version :one',
        ConditionExpression: 'version = :expected',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':expected': { N: expected } },
        ReturnValues: 'UPDATED_NEW',
      });
    expect(bump('1')).toEqual({ Attributes: { version: { N: '2' } } });
    expect(() => bump('1')).toThrow('The conditional request failed');
  });

  it('is made by an update of nothing, unless a condition wants it there', () => {
    const update = { TableName, Key, ReturnValues: 'ALL_NEW' as const };
    expect(() =>
      dynamodb.items.update({ ...update, ConditionExpression: 'attribute_exists(device)' }),
    ).toThrow('conditional');
    expect(dynamodb.items.update(update)).toEqual({ Attributes: Key });
  });

  it('returns what it was', () => {
    put('a', 1, { value: { S: 'old' } });
    const old = { ...Key, value: { S: 'old' } };
    expect(dynamodb.items.put({ TableName, Item: { ...Key }, ReturnValues: 'ALL_OLD' })).toEqual({
      Attributes: old,
    });
    expect(dynamodb.items.delete({ TableName, Key, ReturnValues: 'ALL_OLD' })).toEqual({ Attributes: Key });
    expect(dynamodb.items.delete({ TableName, Key, ReturnValues: 'ALL_OLD' })).toEqual({});
  });

  it.each<[string, () => unknown, string]>([
    [
      'without sort key',
      () => dynamodb.items.put({ TableName, Item: { device: { S: 'a' } } }),
      'Missing the key at',
    ],
    [
      'with a key of another type',
      () => dynamodb.items.put({ TableName, Item: { device: { N: '1' }, at: { N: '1' } } }),
      'Type mismatch for key device expected: S actual: N',
    ],
    [
      'with an empty key',
      () => dynamodb.items.put({ TableName, Item: { device: { S: '' }, at: { N: '1' } } }),
      'empty string value. Key: device',
    ],
    [
      'with a key of 2049 bytes',
      () => dynamodb.items.put({ TableName, Item: { device: { S: 'x'.repeat(2049) }, at: { N: '1' } } }),
      'exceeds the limit of 2048 bytes',
    ],
    [
      'of more than 400 KB',
      () => dynamodb.items.put({ TableName, Item: { ...Key, x: { S: 'x'.repeat(409_600) } } }),
      'maximum allowed size',
    ],
    [
      'whose index key has another type',
      () => dynamodb.items.put({ TableName, Item: { ...Key, kind: { N: '1' } } }),
      'Type mismatch for key kind',
    ],
    [
      'whose key would change',
      () =>
        dynamodb.items.update({
          TableName,
          Key,
          UpdateExpression: 'SET device = :v',
          ExpressionAttributeValues: { ':v': { S: 'b' } },
        }),
      'Cannot update attribute device',
    ],
    [
      'asked for by half its key',
      () => dynamodb.items.get({ TableName, Key: { device: { S: 'a' } } }),
      'does not match the schema',
    ],
    [
      'in a table that is not there',
      () => dynamodb.items.get({ TableName: 'absent', Key }),
      'Table: absent not found',
    ],
    [
      'with names for no expression',
      () => dynamodb.items.get({ TableName, Key, ExpressionAttributeNames: { '#a': 'a' } }),
      'can only be specified when using expressions',
    ],
    [
      'with a value that no expression uses',
      () =>
        dynamodb.items.put({
          TableName,
          Item: Key,
          ConditionExpression: 'attribute_exists(device)',
          ExpressionAttributeValues: { ':v': { S: '' } },
        }),
      'unused in expressions',
    ],
    [
      'by legacy conditions',
      () => dynamodb.items.put({ TableName, Item: Key, Expected: {} }),
      'Expected is not supported',
    ],
  ])('%s is refused', (_case, work, words) => {
    expect(work).toThrow(words);
  });
});

describe('a query', () => {
  const ask = (condition: string, values: WireItem, more = {}): Page =>
    dynamodb.items.query({
      TableName,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ExpressionAttributeNames: { '#at': 'at' },
      ...more,
    });

  beforeEach(() => {
    for (const at of [10, -5, 2, 100, 0.5]) {
      put('a', at, { kind: { S: at > 1 ? 'big' : 'small' } });
    }
    put('b', 1);
  });

  const device = { ':d': { S: 'a' } };

  it('answers one partition in the order of its sort keys', () => {
    expect(times(ask('device = :d AND #at > :n', { ...device, ':n': { N: '-6' } }))).toEqual([
      '-5',
      '0.5',
      '2',
      '10',
      '100',
    ]);
    const backwards = ask(
      '#at <= :n and device = :d',
      { ...device, ':n': { N: '10' } },
      { ScanIndexForward: false },
    );
    expect(times(backwards)).toEqual(['10', '2', '0.5', '-5']);
  });

  it.each([
    ['#at = :n', ['2']],
    ['#at < :n', ['-5', '0.5']],
    ['#at >= :n', ['2', '10', '100']],
    ['#at BETWEEN :n AND :m', ['2', '10']],
  ])('takes %s for the sort key', (condition, expected) => {
    const upper = condition.includes(':m') ? { ':m': { N: '99' } } : {};
    const values = { ...device, ':n': { N: '2' }, ...upper };
    expect(times(ask(`device = :d AND ${condition}`, values))).toEqual(expected);
  });

  it('filters what it has read', () => {
    const page = ask(
      'device = :d AND #at > :n',
      { ...device, ':n': { N: '0' }, ':k': { S: 'big' } },
      {
        FilterExpression: 'kind = :k',
        Limit: 2,
      },
    );
    expect(page).toMatchObject({
      Count: 1,
      ScannedCount: 2,
      LastEvaluatedKey: { device: { S: 'a' }, at: { N: '2' } },
    });
  });

  it('answers an index, with what the index holds', () => {
    const page = dynamodb.items.query({
      TableName,
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'big' } },
    });
    expect(times(page)).toEqual(['2', '10', '100']);
    expect(Object.keys(page.Items?.[0] ?? {}).sort()).toEqual(['at', 'device', 'kind']);
  });

  it('finds nothing in an index of what was changed or deleted', () => {
    dynamodb.items.delete({ TableName, Key: { device: { S: 'a' }, at: { N: '2' } } });
    put('a', 10, { kind: { S: 'other' } });
    const KeyConditionExpression = 'kind = :k';
    const ExpressionAttributeValues = { ':k': { S: 'big' } };
    expect(
      times(
        dynamodb.items.query({
          TableName,
          IndexName: 'by-kind',
          KeyConditionExpression,
          ExpressionAttributeValues,
        }),
      ),
    ).toEqual(['100']);
  });

  it.each([
    ['#at = :d', 'missed key schema element: device'],
    ['device > :d AND #at = :d', 'not supported'],
    ['device = :d OR #at = :d', 'not supported'],
    ['device = :d AND NOT #at = :d', 'not supported'],
    ['device = :d AND begins_with(#at, :d)', 'not supported'],
    ['device = :d AND #at = :d', 'does not match schema type'],
  ])('refuses the key condition %s', (condition, words) => {
    expect(() => ask(condition, device)).toThrow(words);
  });

  it('refuses a filter on the key, and an index that is not there', () => {
    expect(() => ask('device = :d', device, { FilterExpression: '#at = :d' })).toThrow(
      'Primary key attribute: at',
    );
    expect(() => ask('device = :d', device, { IndexName: 'nope' })).toThrow(
      'does not have the specified index',
    );
  });
});

describe('pages', () => {
  function collect(read: (start: WireItem | undefined) => Page): string[] {
    const found: string[] = [];
    let start: WireItem | undefined;
    do {
      const page = read(start);
      found.push(...times(page));
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  }

  it('together show every item once, whatever their size and direction', () => {
    for (let at = 0; at < 23; at += 1) {
      put('a', at, { kind: { S: 'same' } });
    }
    const expected = Array.from({ length: 23 }, (_, at) => String(at));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.boolean(),
        (Limit, ScanIndexForward, useIndex) => {
          const found = collect((start) =>
            dynamodb.items.query({
              TableName,
              Limit,
              ScanIndexForward,
              ...defined({ IndexName: useIndex ? 'by-kind' : undefined, ExclusiveStartKey: start }),
              KeyConditionExpression: useIndex ? 'kind = :v' : 'device = :v',
              ExpressionAttributeValues: { ':v': { S: useIndex ? 'same' : 'a' } },
            }),
          );
          expect(found).toEqual(ScanIndexForward ? expected : [...expected].reverse());
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of a scan end at 1 MB', () => {
    for (let at = 0; at < 4; at += 1) {
      put('a', at, { x: { S: 'x'.repeat(390_000) } });
    }
    const first = dynamodb.items.scan({ TableName });
    expect(first).toMatchObject({ Count: 3, LastEvaluatedKey: { at: { N: '2' } } });
    expect(dynamodb.items.scan({ TableName, ExclusiveStartKey: first.LastEvaluatedKey })).toMatchObject({
      Count: 1,
    });
  });

  it('of parallel segments together show every item once', () => {
    for (let at = 0; at < 40; at += 1) {
      put(`device-${at}`, at);
    }
    const found = [0, 1, 2].flatMap((Segment) =>
      times(dynamodb.items.scan({ TableName, Segment, TotalSegments: 3 })),
    );
    expect(found.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at));
  });
});

describe('a batch', () => {
  it('reads and writes many items', () => {
    dynamodb.batches.write({
      RequestItems: {
        [TableName]: [
          { PutRequest: { Item: Key } },
          { DeleteRequest: { Key: { device: { S: 'b' }, at: { N: '1' } } } },
        ],
      },
    });
    const { Responses } = dynamodb.batches.get({
      RequestItems: { [TableName]: { Keys: [Key, { device: { S: 'z' }, at: { N: '0' } }] } },
    });
    expect(Responses).toEqual({ [TableName]: [Key] });
  });

  it('refuses one key twice, and more than 25 writes', () => {
    const one = { PutRequest: { Item: Key } };
    expect(() => dynamodb.batches.write({ RequestItems: { [TableName]: [one, one] } })).toThrow('duplicates');
    expect(() =>
      dynamodb.batches.write({ RequestItems: { [TableName]: Array.from({ length: 26 }, () => one) } }),
    ).toThrow('1 to 25');
  });
});

describe('a transaction', () => {
  const increment = (at: number, more = {}) => ({
    Update: {
      TableName,
      Key: { device: { S: 'a' }, at: { N: String(at) } },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ...more,
    },
  });
  const check = (at: number, ConditionExpression: string) => ({
    ConditionCheck: { TableName, Key: { device: { S: 'a' }, at: { N: String(at) } }, ConditionExpression },
  });
  const count = (at: number) =>
    dynamodb.items.get({ TableName, Key: { device: { S: 'a' }, at: { N: String(at) } } }).Item?.['n'];

  it('does everything or nothing', () => {
    dynamodb.transactions.write({ TransactItems: [increment(1), check(2, 'attribute_not_exists(device)')] });
    expect(() =>
      dynamodb.transactions.write({ TransactItems: [increment(1), check(2, 'attribute_exists(device)')] }),
    ).toThrow('[None, ConditionalCheckFailed]');
    expect(count(1)).toEqual({ N: '1' });
  });

  it('is done once, however often it is sent with its token within ten minutes', () => {
    const request = { ClientRequestToken: 'token', TransactItems: [increment(1)] };
    dynamodb.transactions.write(request);
    dynamodb.transactions.write(request);
    expect(count(1)).toEqual({ N: '1' });
    expect(() => dynamodb.transactions.write({ ...request, TransactItems: [increment(2)] })).toThrow(
      'non-identical',
    );
    clock.setOffset(600_001);
    dynamodb.transactions.write(request);
    expect(count(1)).toEqual({ N: '2' });
  });

  it('refuses two actions on one item', () => {
    expect(() =>
      dynamodb.transactions.write({ TransactItems: [increment(1), check(1, 'attribute_exists(n)')] }),
    ).toThrow('multiple operations on one item');
  });

  it('reads several items as of one moment', () => {
    put('a', 1);
    const { Responses } = dynamodb.transactions.get({
      TransactItems: [
        { Get: { TableName, Key } },
        { Get: { TableName, Key: { device: { S: 'a' }, at: { N: '2' } } } },
      ],
    });
    expect(Responses).toEqual([{ Item: Key }, {}]);
  });
});

describe('time to live', () => {
  const enable = (Enabled: boolean) =>
    dynamodb.tables.updateTimeToLive({
      TableName,
      TimeToLiveSpecification: { AttributeName: 'until', Enabled },
    });
  const inSeconds = (seconds: number) => ({
    until: { N: String(Math.floor(clock.nowMillis() / 1000) + seconds) },
  });
  const swept = (left: number): Promise<void> =>
    until(() => dynamodb.items.scan({ TableName, Select: 'COUNT' }).Count <= left);

  it('deletes items when their time has come, written before or after it was enabled', async () => {
    put('a', 1, inSeconds(1000));
    put('a', 3, inSeconds(900_000));
    enable(true);
    put('a', 2, inSeconds(500));
    put('b', 1, { until: { S: 'never' } });
    clock.setOffset(501_000);
    await swept(3);
    clock.setOffset(1_001_000);
    await swept(2);
    expect(dynamodb.items.scan({ TableName }).Count).toBe(2);
    expect(dynamodb.tables.describeTimeToLive(TableName)).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'until',
    });
  });

  it('deletes nothing when it is disabled, and cannot be enabled twice', () => {
    enable(true);
    expect(() => enable(true)).toThrow('already enabled');
    put('a', 1, inSeconds(10));
    enable(false);
    expect(store.get('SELECT COUNT(*) AS expiring FROM dynamodb_items WHERE expires_at IS NOT NULL')).toEqual(
      { expiring: 0 },
    );
  });
});

describe('a table', () => {
  it('is there once', () => {
    expect(() =>
      dynamodb.tables.create({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    ).toThrow(`Table already exists: ${TableName}`);
  });

  it.each([
    [{ TableName: 'x' }, '3 to 255 characters'],
    [{ KeySchema: [] }, 'not a HASH key type'],
    [{ AttributeDefinitions: [] }, 'not defined in AttributeDefinitions'],
    [
      {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' as const },
          { AttributeName: 'x', AttributeType: 'S' as const },
        ],
      },
      'not used',
    ],
    [{ BillingMode: 'PROVISIONED' as const }, 'must both be specified'],
    [{ StreamSpecification: { StreamEnabled: true } }, 'no streams'],
  ])('is refused with %j', (change, words) => {
    const input = {
      TableName: 'other',
      BillingMode: 'PAY_PER_REQUEST' as const,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    };
    expect(() => dynamodb.tables.create({ ...input, ...change })).toThrow(words);
  });

  it('takes its items with it', () => {
    put('a', 1, { kind: { S: 'x' } });
    expect(dynamodb.tables.delete(TableName).TableStatus).toBe('DELETING');
    expect(() => dynamodb.tables.describe(TableName)).toThrow('not found');
    expect(store.get('SELECT COUNT(*) AS left FROM dynamodb_items')).toEqual({ left: 0 });
    expect(store.get('SELECT COUNT(*) AS left FROM dynamodb_index_entries')).toEqual({ left: 0 });
  });

  it('is not deleted while it is protected', () => {
    dynamodb.updateTable({ TableName, DeletionProtectionEnabled: true });
    expect(() => dynamodb.tables.delete(TableName)).toThrow('protected against deletion');
  });

  it('gets an index that knows the items from before', () => {
    put('a', 1, { colour: { S: 'red' } });
    dynamodb.updateTable({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'colour', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-colour',
            KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    });
    const KeyConditionExpression = 'colour = :c';
    const ExpressionAttributeValues = { ':c': { S: 'red' } };
    expect(
      dynamodb.items.query({
        TableName,
        IndexName: 'by-colour',
        KeyConditionExpression,
        ExpressionAttributeValues,
      }).Count,
    ).toBe(1);
    dynamodb.updateTable({
      TableName,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-colour' } }],
    });
    expect(dynamodb.tables.describe(TableName).AttributeDefinitions).toHaveLength(3);
  });

  it('lists with its like, page by page, and has settings and tags', () => {
    for (const name of ['aaa', 'zzz']) {
      dynamodb.tables.create({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      });
    }
    expect(dynamodb.tables.list({ Limit: 2 })).toEqual({
      TableNames: ['aaa', TableName],
      LastEvaluatedTableName: TableName,
    });
    expect(dynamodb.tables.list({ ExclusiveStartTableName: TableName })).toEqual({ TableNames: ['zzz'] });
    dynamodb.tables.updateContinuousBackups({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(
      dynamodb.tables.describeContinuousBackups(TableName).PointInTimeRecoveryDescription
        ?.PointInTimeRecoveryStatus,
    ).toBe('ENABLED');
    const arn = dynamodb.tables.describe(TableName).TableArn;
    dynamodb.tables.tag(arn, [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    dynamodb.tables.untag(arn, ['a']);
    expect(dynamodb.tables.tags(arn)).toEqual([{ Key: 'b', Value: '2' }]);
  });

  it('survives a restart with all it has', () => {
    const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
    const path = join(directory, 'cloud.db');
    shut();
    open(path);
    dynamodb.tables.create({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'B' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
    const Item = { pk: { B: Buffer.from([0, 255]) }, l: { L: [{ NULL: true as const }] } };
    dynamodb.items.put({ TableName, Item });
    shut();
    open(path);
    expect(dynamodb.items.get({ TableName, Key: { pk: Item.pk } }).Item).toEqual(Item);
    shut();
    rmSync(directory, { recursive: true });
    open();
  });
});
