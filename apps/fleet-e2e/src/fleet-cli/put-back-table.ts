import {
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** All that a table has. */
export async function tableItems(dynamoDb: DynamoDBClient, tableName: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamoDb.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** Has a table what it had before, and nothing else, as a restore from a point in time leaves it. */
export async function putBack(
  dynamoDb: DynamoDBClient,
  tableName: string,
  items: readonly Item[],
): Promise<void> {
  for (const { pk } of await tableItems(dynamoDb, tableName)) {
    await dynamoDb.send(new DeleteItemCommand({ TableName: tableName, Key: pk === undefined ? {} : { pk } }));
  }
  for (const item of items) {
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item: item }));
  }
}
