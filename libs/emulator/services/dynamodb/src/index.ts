import { defineService, type AwsService } from '@fleet/aws-wire';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { actionConditionKeys } from './condition-keys';
import { createDynamoDb, type DynamoDbOptions } from './dynamodb';
import { itemHandlers } from './items/item-handlers';
import { tableNameIn } from './tables/table-definition';
import { tableHandlers } from './tables/table-handlers';

export { dynamoDbResourceTypes } from './resource-types';

export interface DynamoDbService {
  readonly service: AwsService;
  close(): void;
}

/** Amazon DynamoDB's API. */
export function createDynamoDbService(options: DynamoDbOptions): DynamoDbService {
  const dynamoDb = createDynamoDb(options);
  return {
    service: defineService({
      scope: 'dynamodb',
      sdk: () => import('@aws-sdk/client-dynamodb'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys(dynamoDb.tables),
        tags: (arn) => dynamoDb.tables.find(tableNameIn(arn))?.tags,
      },
      handlers: { ...tableHandlers(dynamoDb), ...itemHandlers(dynamoDb) },
    }),
    close: () => dynamoDb.close(),
  };
}
