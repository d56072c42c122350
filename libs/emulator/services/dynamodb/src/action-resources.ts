import type * as sdk from '@aws-sdk/client-dynamodb';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

interface TableReference {
  readonly TableName: string;
}

interface IndexReference extends TableReference {
  readonly IndexName?: string | undefined;
}

/** A table's ARN may stand for its name, which has no colons. */
const named = (table: string) => (table.startsWith('arn:') ? { arn: table } : table);
const ofTable = ({ TableName }: TableReference) => ({ table: named(TableName) });
const ofArn = ({ ResourceArn: arn }: { ResourceArn: string }) => ({ arn });
const ofItems = ({ RequestItems }: { RequestItems: Record<string, unknown> }) => ({
  table: Object.keys(RequestItems).map(named),
});

/** A search of an index is for the index alone (developer guide, "Using IAM policy conditions", example 5). */
const ofSearch = ({ TableName, IndexName }: IndexReference) => {
  if (IndexName === undefined) {
    return ofTable({ TableName });
  }
  const index = `${TableName}/index/${IndexName}`;
  return { index: named(index) };
};

/** The tables of the elements of one kind of a transaction. */
const tablesOf = (elements: readonly (TableReference | undefined)[]) => {
  const tables = [...new Set(elements.flatMap((element) => element?.TableName ?? []))];
  return tables.length === 0 ? undefined : { table: tables.map(named) };
};

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  BatchGetItem: ofItems,
  BatchWriteItem: ofItems,
  CreateTable: (input) => ({
    byAction: {
      'dynamodb:CreateTable': ofTable(input),
      'dynamodb:TagResource': input.Tags === undefined ? undefined : ofTable(input),
    },
  }),
  DeleteItem: ofTable,
  DeleteTable: ofTable,
  DescribeContinuousBackups: ofTable,
  DescribeContributorInsights: ofTable,
  DescribeKinesisStreamingDestination: ofTable,
  DescribeTable: ofTable,
  DescribeTimeToLive: ofTable,
  GetItem: ofTable,
  GetResourcePolicy: ofArn,
  ListTagsOfResource: ofArn,
  PutItem: ofTable,
  Query: ofSearch,
  Scan: ofSearch,
  TagResource: ofArn,
  TransactGetItems: ({ TransactItems }) => tablesOf(TransactItems.map(({ Get }) => Get)) ?? {},
  TransactWriteItems: ({ TransactItems }) => ({
    byAction: {
      'dynamodb:ConditionCheckItem': tablesOf(TransactItems.map(({ ConditionCheck }) => ConditionCheck)),
      'dynamodb:PutItem': tablesOf(TransactItems.map(({ Put }) => Put)),
      'dynamodb:UpdateItem': tablesOf(TransactItems.map(({ Update }) => Update)),
      'dynamodb:DeleteItem': tablesOf(TransactItems.map(({ Delete }) => Delete)),
    },
  }),
  UntagResource: ofArn,
  UpdateContinuousBackups: ofTable,
  UpdateItem: ofTable,
  UpdateTable: ofTable,
  UpdateTimeToLive: ofTable,
};
