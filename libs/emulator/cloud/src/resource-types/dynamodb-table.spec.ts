import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { defined } from '@fleet/optional-members';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

interface Index {
  IndexName: string;
  KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
  Projection: { ProjectionType: 'KEYS_ONLY' | 'ALL' };
}

describe('AWS::DynamoDB::Table with global secondary indexes', () => {
  const StackName = 'tables';
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let dynamoDb: DynamoDB;

  beforeEach(async () => {
    cloud = await startTestCloud();
    const { settings } = cloud;
    cloudFormation = new CloudFormation(settings);
    dynamoDb = new DynamoDB(settings);
  });

  afterEach(async () => {
    for (const client of [cloudFormation, dynamoDb]) {
      client.destroy();
    }
    await cloud.close();
  });

  /** The agenda, or an index over the same kind of key under other names. */
  const index = (name: string, type: Index['Projection']['ProjectionType'] = 'KEYS_ONLY'): Index => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: name, KeyType: 'HASH' },
      { AttributeName: `${name}At`, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: type },
  });

  const template = (...indexes: Index[]): string =>
    JSON.stringify({
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'devices',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: ['pk', ...indexes.flatMap(({ KeySchema }) => KeySchema.map(nameOf))].map(
              (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
            ),
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            ...defined({ GlobalSecondaryIndexes: indexes.length > 0 ? indexes : undefined }),
          },
        },
      },
    });
  const nameOf = ({ AttributeName: name }: { AttributeName: string }): string => name;

  async function create(...indexes: Index[]): Promise<void> {
    await cloudFormation.createStack({ StackName, TemplateBody: template(...indexes) });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
  }

  async function update(...indexes: Index[]): Promise<void> {
    await cloudFormation.updateStack({ StackName, TemplateBody: template(...indexes) });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
  }

  const put = (pk: string, more: Record<string, string> = {}) =>
    dynamoDb.putItem({
      TableName: 'devices',
      Item: Object.fromEntries(Object.entries({ pk, ...more }).map(([name, value]) => [name, { S: value }])),
    });

  /** Keys of the items in the index, in its order. */
  async function keys(IndexName: string): Promise<(string | undefined)[]> {
    const { Items: items = [] } = await dynamoDb.query({
      TableName: 'devices',
      IndexName,
      KeyConditionExpression: '#name = :value',
      ExpressionAttributeNames: { '#name': IndexName },
      ExpressionAttributeValues: { ':value': { S: 'sweep' } },
    });
    return items.map(({ pk }) => pk?.S);
  }

  const indexes = async () =>
    (await dynamoDb.describeTable({ TableName: 'devices' })).Table?.GlobalSecondaryIndexes?.map(
      ({ IndexName: name, Projection: projection }) => [name, projection?.ProjectionType],
    );

  it('is made with its index, which has the items that have its key', async () => {
    await create(index('agenda'));
    expect(await indexes()).toEqual([['agenda', 'KEYS_ONLY']]);
    await put('b', { agenda: 'sweep', agendaAt: '2026-02' });
    await put('a', { agenda: 'sweep', agendaAt: '2026-03' });
    await put('c');
    expect(await keys('agenda')).toEqual(['b', 'a']);
  });

  it('gets an index where it stands, over the items that it has', async () => {
    await create();
    await put('a', { agenda: 'sweep', agendaAt: '2026-03' });
    await update(index('agenda'));
    expect(await keys('agenda')).toEqual(['a']);
  });

  it('loses an index and keeps its items', async () => {
    await create(index('agenda'));
    await put('a', { agenda: 'sweep', agendaAt: '2026-03' });
    await update();
    expect(await indexes()).toBeUndefined();
    expect((await dynamoDb.getItem({ TableName: 'devices', Key: { pk: { S: 'a' } } })).Item).toBeDefined();
  });

  it.each([
    ['two new ones', [index('agenda'), index('one'), index('two')], 'more than one GSI creation or deletion'],
    ['one in place of another', [index('other')], 'more than one GSI creation or deletion'],
    ['another projection', [index('agenda', 'ALL')], "Cannot update GSI's properties"],
  ])('refuses at once %s, as CloudFormation does, and rolls back', async (_name, wanted, reason) => {
    await create(index('agenda'));
    await expect(update(...wanted)).rejects.toThrow('ROLLBACK');
    const { StackEvents: events = [] } = await cloudFormation.describeStackEvents({ StackName });
    expect(events.map(({ ResourceStatusReason: why }) => why)).toContainEqual(
      expect.stringContaining(reason),
    );
    expect(await indexes()).toEqual([['agenda', 'KEYS_ONLY']]);
  });
});
