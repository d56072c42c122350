import type {
  BillingModeSummary,
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  ProvisionedThroughputDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { defined } from '@fleet/optional-members';
import type { KeySchema, TableIndex, TableRecord, Throughput } from './table-record';

export interface TableFigures {
  readonly items: number;
  readonly bytes: number;
}

function keySchema(key: KeySchema): KeySchemaElement[] {
  return [
    { AttributeName: key.partition.name, KeyType: 'HASH' },
    ...(key.sort ? [{ AttributeName: key.sort.name, KeyType: 'RANGE' } satisfies KeySchemaElement] : []),
  ];
}

function capacity(throughput: Throughput | undefined): ProvisionedThroughputDescription {
  return {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: throughput?.read ?? 0,
    WriteCapacityUnits: throughput?.write ?? 0,
  };
}

function onDemand({ billingMode, createdAt }: TableRecord): BillingModeSummary {
  return { BillingMode: billingMode, LastUpdateToPayPerRequestDateTime: new Date(createdAt) };
}

function indexDescription(table: TableRecord, index: TableIndex): GlobalSecondaryIndexDescription {
  return {
    IndexName: index.name,
    IndexArn: `${table.arn}/index/${index.name}`,
    KeySchema: keySchema(index.key),
    Projection: defined({
      ProjectionType: index.projection.type,
      NonKeyAttributes: unlessEmpty(index.projection.attributes),
    }),
  };
}

/** The API leaves out a list that has nothing in it. */
function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** A table as the API shows it. It is ready as soon as it is stored. */
export function describeTable(
  table: TableRecord,
  figures: TableFigures,
  status: 'ACTIVE' | 'DELETING',
): TableDescription {
  const globals = table.indexes
    .filter(({ scope }) => scope === 'global')
    .map((index) => ({
      ...indexDescription(table, index),
      IndexStatus: 'ACTIVE' as const,
      ProvisionedThroughput: capacity(index.throughput),
    }));
  const locals = table.indexes
    .filter(({ scope }) => scope === 'local')
    .map((index) => indexDescription(table, index));
  return defined({
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: status,
    CreationDateTime: new Date(table.createdAt),
    KeySchema: keySchema(table.key),
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    ProvisionedThroughput: capacity(table.throughput),
    ItemCount: figures.items,
    TableSizeBytes: figures.bytes,
    DeletionProtectionEnabled: table.deletionProtection,
    TableClassSummary: { TableClass: table.tableClass },
    BillingModeSummary: table.billingMode === 'PAY_PER_REQUEST' ? onDemand(table) : undefined,
    SSEDescription: table.encryption && {
      Status: 'ENABLED' as const,
      SSEType: 'KMS' as const,
      KMSMasterKeyArn: table.encryption.keyArn,
    },
    GlobalSecondaryIndexes: unlessEmpty(globals),
    LocalSecondaryIndexes: unlessEmpty(locals),
  });
}
