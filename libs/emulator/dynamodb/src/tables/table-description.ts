import type {
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  ProvisionedThroughputDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
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

function indexDescription(table: TableRecord, index: TableIndex): GlobalSecondaryIndexDescription {
  return {
    IndexName: index.name,
    IndexArn: `${table.arn}/index/${index.name}`,
    KeySchema: keySchema(index.key),
    Projection: {
      ProjectionType: index.projection.type,
      ...(index.projection.attributes.length > 0 && { NonKeyAttributes: index.projection.attributes }),
    },
  };
}

/** A table as the API shows it. It is ready as soon as it is stored. */
export function describeTable(
  table: TableRecord,
  figures: TableFigures,
  status: 'ACTIVE' | 'DELETING',
): TableDescription {
  const globals = table.indexes.filter(({ scope }) => scope === 'global');
  const locals = table.indexes.filter(({ scope }) => scope === 'local');
  return {
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
    ...(table.billingMode === 'PAY_PER_REQUEST' && {
      BillingModeSummary: {
        BillingMode: table.billingMode,
        LastUpdateToPayPerRequestDateTime: new Date(table.createdAt),
      },
    }),
    ...(table.encryption && {
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.encryption.keyArn },
    }),
    ...(globals.length > 0 && {
      GlobalSecondaryIndexes: globals.map((index) => ({
        ...indexDescription(table, index),
        IndexStatus: 'ACTIVE' as const,
        ProvisionedThroughput: capacity(index.throughput),
      })),
    }),
    ...(locals.length > 0 && {
      LocalSecondaryIndexes: locals.map((index) => indexDescription(table, index)),
    }),
  };
}
