import type { CreateTableCommandInput, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { openStore } from '@fleet/emulator-store';
import { createDynamoDb } from '../dynamodb';
import type { DynamoDb } from '../dynamodb';
import { ValidationException } from '../errors';

/** What a request may lack, as the types of the SDK have it. */
const table = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
});

describe('a request about a table', () => {
  let store: Store;
  let clock: SettableClock;
  let dynamodb: DynamoDb;
  let arn: string | undefined;
  beforeEach(() => {
    store = openStore(':memory:');
    clock = new SettableClock();
    dynamodb = createDynamoDb({ store, clock, region: 'us-east-1', accountId: '123456789012' });
    arn = dynamodb.tables.create(table('first')).TableArn;
  });
  afterEach(() => {
    dynamodb.close();
    clock.close();
    store.close();
  });

  it.each([
    ['no key', { Key: undefined, Value: 'blue' }],
    ['an empty key', { Key: '', Value: 'blue' }],
    ['no value', { Key: 'colour', Value: undefined }],
  ])('is refused with a tag that has %s', (_what, tag) => {
    expect(() => dynamodb.tables.tag(arn, [tag])).toThrow(ValidationException);
    expect(dynamodb.tables.tags(arn)).toEqual([]);
    expect(() => dynamodb.tables.create({ ...table('second'), Tags: [tag] })).toThrow(ValidationException);
    expect(dynamodb.tables.list({}).TableNames).toEqual(['first']);
  });

  it('changes the throughput of an index', () => {
    const index = {
      IndexName: 'byId',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
      Projection: { ProjectionType: 'ALL' as const },
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    };
    dynamodb.tables.create({ ...table('second'), GlobalSecondaryIndexes: [index] });
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    dynamodb.updateTable({
      TableName: 'second',
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'byId', ProvisionedThroughput } }],
    });
    const { GlobalSecondaryIndexes: indexes } = dynamodb.tables.describe('second');
    expect(indexes).toEqual([
      expect.objectContaining({
        ProvisionedThroughput: expect.objectContaining(ProvisionedThroughput) as unknown,
      }),
    ]);
  });

  it('takes a tag with an empty value', () => {
    dynamodb.tables.tag(arn, [{ Key: 'colour', Value: '' }]);

    expect(dynamodb.tables.tags(arn)).toEqual([{ Key: 'colour', Value: '' }]);
  });

  it('is refused when a part of the key has no name, and says so', () => {
    const KeySchema: CreateTableCommandInput['KeySchema'] = [{ AttributeName: undefined, KeyType: 'HASH' }];

    expect(() => dynamodb.tables.create({ ...table('second'), KeySchema })).toThrow(
      'every KeySchemaElement needs an AttributeName',
    );
  });

  it.each([[{}], [{ Delete: { IndexName: undefined } }]])(
    'is refused when %j names no index to change',
    (update) => {
      const input: UpdateTableCommandInput = { TableName: 'first', GlobalSecondaryIndexUpdates: [update] };

      expect(() => dynamodb.updateTable(input)).toThrow(ValidationException);
    },
  );

  it.each([undefined, ''])('is refused without the name of a table: %j', (name) => {
    expect(() => dynamodb.tables.describe(name)).toThrow(ValidationException);
  });
});
