import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import { AwsError, type ServiceHandlers } from '@fleet/aws-wire';
import type { DynamoDb } from '../dynamodb';

/** Operations on tables, their tags, backups and times to live. */
export function tableHandlers(dynamoDb: DynamoDb): ServiceHandlers<typeof DynamoDB> {
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
