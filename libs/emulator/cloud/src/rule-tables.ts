import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { OwnClients } from '@fleet/own-clients';
import type { RuleTargets } from '@fleet/services/iot';
import * as z from 'zod';

type Tables = Pick<RuleTargets, 'dynamoDB' | 'dynamoDBv2'>;

/** What rules write into tables, through DynamoDB's public API, by the roles of their actions. */
export function ruleTables(clients: (roleArn: string) => OwnClients): Tables {
  return {
    dynamoDB: async ({ roleArn, tableName: TableName, operation, key, payloadField, payload }) => {
      const dynamoDb = await clients(roleArn).dynamodb();
      const Key = Object.fromEntries(
        key.map(({ name, type, value }) => [name, type === 'NUMBER' ? { N: value } : { S: value }]),
      );
      const value = 'bytes' in payload ? { B: payload.bytes } : attributeValue(payload.json);
      switch (operation) {
        case 'INSERT': {
          const Item = Object.fromEntries<AttributeValue>([[payloadField, value], ...Object.entries(Key)]);
          await asWritten(dynamoDb.putItem({ TableName, Item }));
          return;
        }
        case 'UPDATE': {
          const update = {
            UpdateExpression: 'SET #payload = :payload',
            ExpressionAttributeNames: { '#payload': payloadField },
            ExpressionAttributeValues: { ':payload': value },
          };
          await asWritten(dynamoDb.updateItem({ TableName, Key, ...update }));
          return;
        }
        case 'DELETE':
          await asWritten(dynamoDb.deleteItem({ TableName, Key }));
      }
    },
    dynamoDBv2: async ({ roleArn, tableName: TableName, item }) => {
      const dynamoDb = await clients(roleArn).dynamodb();
      await asWritten(dynamoDb.putItem({ TableName, Item: attributes(item) }));
    },
  };
}

function attributes(item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));
}

function attributeValue(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      if (Array.isArray(value)) {
        return { L: value.map(attributeValue) };
      }
      return isRecord(value) ? { M: attributes(value) } : { NULL: true };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const serviceError = z.object({
  name: z.string(),
  message: z.string(),
  $metadata: z.object({ httpStatusCode: z.number(), requestId: z.string().optional() }),
});

/** The error as the rules engine reports it: in the words of AWS's SDK for Java (developer guide, diagnosing-rules). */
async function asWritten(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const { success, data } = serviceError.safeParse(error);
    if (!success) {
      throw error;
    }
    const { name, message, $metadata } = data;
    throw new Error(
      `${message} (Service: AmazonDynamoDBv2; Status Code: ${$metadata.httpStatusCode}; Error Code: ${name}; ` +
        `Request ID: ${$metadata.requestId ?? 'unknown'})`,
      { cause: error },
    );
  }
}
