import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createDynamoDbService } from './index';

let served: ServedServices;
let dynamodb: DynamoDB;
const services = new Set<{ close(): void }>();

beforeAll(async () => {
  served = await serveServices((ground) => {
    const made = createDynamoDbService(ground);
    services.add(made);
    return [made.service];
  });
  dynamodb = new DynamoDB(served.client);
  await dynamodb.createTable({
    TableName: 'devices',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
});

afterAll(async () => {
  dynamodb.destroy();
  for (const service of services) {
    service.close();
  }
  await served.close();
});

describe('DynamoDB behind its own SDK', () => {
  it('describes a table that is ready', async () => {
    const { Table: table } = await dynamodb.describeTable({ TableName: 'devices' });
    expect(table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/devices',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
    expect(table?.CreationDateTime).toBeInstanceOf(Date);
  });

  it('keeps values of every type as they were sent', async () => {
    const Item = {
      pk: { S: 'all' },
      number: { N: '12345678901234567890.5' },
      binary: { B: new Uint8Array([0, 255, 128]) },
      strings: { SS: ['a', 'b'] },
      numbers: { NS: ['1', '2.5'] },
      binaries: { BS: [new Uint8Array([1])] },
      map: { M: { __proto__x: { S: '' }, list: { L: [{ BOOL: false }, { NULL: true as const }] } } },
    };
    await dynamodb.putItem({ TableName: 'devices', Item });
    const { Item: found } = await dynamodb.getItem({ TableName: 'devices', Key: { pk: { S: 'all' } } });
    expect(found).toEqual(Item);
  });

  it('answers a failed condition with the item, when asked for', async () => {
    await dynamodb.putItem({ TableName: 'devices', Item: { pk: { S: 'one' }, owner: { S: 'me' } } });
    await expect(
      dynamodb.putItem({
        TableName: 'devices',
        Item: { pk: { S: 'one' } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { pk: { S: 'one' }, owner: { S: 'me' } },
    });
  });

  it('answers a cancelled transaction with a reason for each action', async () => {
    await dynamodb.putItem({ TableName: 'devices', Item: { pk: { S: 'taken' } } });
    const put = (pk: string) => ({
      Put: { TableName: 'devices', Item: { pk: { S: pk } }, ConditionExpression: 'attribute_not_exists(pk)' },
    });
    await expect(
      dynamodb.transactWriteItems({ TransactItems: [put('fresh'), put('taken')] }),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    const { Item: fresh } = await dynamodb.getItem({ TableName: 'devices', Key: { pk: { S: 'fresh' } } });
    expect(fresh).toBeUndefined();
  });

  it('names its errors as the SDK knows them', async () => {
    await expect(dynamodb.describeTable({ TableName: 'absent' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      dynamodb.getItem({ TableName: 'devices', Key: { other: { S: 'x' } } }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    });
  });

  it('still has everything after a restart', async () => {
    await dynamodb.putItem({ TableName: 'devices', Item: { pk: { S: 'lasting' } } });
    for (const service of services) {
      service.close();
    }
    await served.restart();
    dynamodb.destroy();
    dynamodb = new DynamoDB(served.client);
    const { Item: found } = await dynamodb.getItem({ TableName: 'devices', Key: { pk: { S: 'lasting' } } });
    expect(found).toEqual({ pk: { S: 'lasting' } });
  });
});
