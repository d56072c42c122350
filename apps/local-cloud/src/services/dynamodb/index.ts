import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import { AwsError, defineService } from '@fleet/aws-wire';
import type { AwsService, ServiceHandlers } from '@fleet/aws-wire';
import { createDynamoDb } from '@fleet/dynamodb';
import type { DynamoDb, DynamoDbOptions } from '@fleet/dynamodb';

export interface DynamoDbService {
  readonly service: AwsService;
  close(): void;
}

function tableHandlers(dynamoDb: DynamoDb): ServiceHandlers<typeof DynamoDB> {
  const { tables } = dynamoDb;
  return {
    CreateTable: (input) => ({ TableDescription: tables.create(input) }),
    DescribeTable: (input) => ({ Table: tables.describe(input.TableName) }),
    UpdateTable: (input) => ({ TableDescription: dynamoDb.updateTable(input) }),
    DeleteTable: (input) => ({ TableDescription: tables.delete(input.TableName) }),
    ListTables: (input) => tables.list(input),
    UpdateTimeToLive: (input) => ({ TimeToLiveSpecification: tables.updateTimeToLive(input) }),
    DescribeTimeToLive: (input) => ({ TimeToLiveDescription: tables.describeTimeToLive(input.TableName) }),
    UpdateContinuousBackups: (input) => ({
      ContinuousBackupsDescription: tables.updateContinuousBackups(input),
    }),
    DescribeContinuousBackups: (input) => ({
      ContinuousBackupsDescription: tables.describeContinuousBackups(input.TableName),
    }),
    TagResource(input) {
      tables.tag(input.ResourceArn, input.Tags);
      return {};
    },
    UntagResource(input) {
      tables.untag(input.ResourceArn, input.TagKeys);
      return {};
    },
    ListTagsOfResource: (input) => ({ Tags: tables.tags(input.ResourceArn) }),
    DescribeKinesisStreamingDestination: (input) => ({
      TableName: tables.existing(input.TableName).name,
      KinesisDataStreamDestinations: [],
    }),
    DescribeContributorInsights: (input) => ({
      TableName: tables.existing(input.TableName).name,
      ContributorInsightsStatus: 'DISABLED',
    }),
    GetResourcePolicy(input) {
      throw new AwsError('PolicyNotFoundException', `${input.ResourceArn} has no resource policy.`);
    },
  };
}

function itemHandlers({ items, batches, transactions }: DynamoDb): ServiceHandlers<typeof DynamoDB> {
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

/** Amazon DynamoDB's API. */
export function createDynamoDbService(options: DynamoDbOptions): DynamoDbService {
  const dynamoDb = createDynamoDb(options);
  return {
    service: defineService({
      scope: 'dynamodb',
      sdk: () => import('@aws-sdk/client-dynamodb'),
      handlers: { ...tableHandlers(dynamoDb), ...itemHandlers(dynamoDb) },
    }),
    close: () => dynamoDb.close(),
  };
}
