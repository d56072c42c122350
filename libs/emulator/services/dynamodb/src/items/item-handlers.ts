import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { DynamoDb } from '../dynamodb';

/** Operations on items, one by one, in batches and in transactions. */
export function itemHandlers({ items, batches, transactions }: DynamoDb): ServiceHandlers<typeof DynamoDB> {
  return {
    GetItem: (input) => items.get(input),
    PutItem: (input) => items.put(input),
    UpdateItem: (input) => items.update(input),
    DeleteItem: (input) => items.delete(input),
    Query: (input) => items.query(input),
    Scan: (input) => items.scan(input),
    BatchGetItem: (input) => batches.get(input),
    BatchWriteItem: (input) => batches.write(input),
    TransactGetItems: (input) => transactions.get(input),
    TransactWriteItems(input) {
      transactions.write(input);
      return {};
    },
  };
}
