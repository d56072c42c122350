import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { afterCreating, bool, int, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { indexUpdates } from './global-index-updates';

const throughput = z.strictObject({ ReadCapacityUnits: int, WriteCapacityUnits: int });
const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const schema = z.strictObject({
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  DeletionProtectionEnabled: bool.optional(),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          NonKeyAttributes: z.array(z.string()).optional(),
          ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
        }),
        ProvisionedThroughput: throughput.optional(),
      }),
    )
    .optional(),
  KeySchema: keySchema,
  PointInTimeRecoverySpecification: z
    .strictObject({ PointInTimeRecoveryEnabled: bool.optional() })
    .optional(),
  ProvisionedThroughput: throughput.optional(),
  SSESpecification: z
    .strictObject({
      SSEEnabled: bool,
      SSEType: z.literal('KMS').optional(),
      KMSMasterKeyId: z.string().optional(),
    })
    .optional(),
  TableName: z.string().optional(),
  Tags: tags,
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: bool }).optional(),
});
type Properties = z.infer<typeof schema>;

/** AWS::DynamoDB::Table, with global secondary indexes and no local ones. */
export function dynamodbTable(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::DynamoDB::Table',
    replaceOn: ['KeySchema', 'TableName'],
    schema,
    physicalIdOf: ({ TableName: name }, context) => name ?? context.uniqueName({ maxLength: 255 }),
    create: async (properties, context) => {
      const dynamodb = await clients.dynamodb();
      const TableName = properties.TableName ?? context.uniqueName({ maxLength: 255 });
      const { TableDescription: table } = await dynamodb.createTable({
        TableName,
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
        BillingMode: properties.BillingMode,
        DeletionProtectionEnabled: properties.DeletionProtectionEnabled,
        ProvisionedThroughput: properties.ProvisionedThroughput,
        SSESpecification: sseOf(properties),
        Tags: tagList(properties.Tags, context),
      });
      await afterCreating(TableName, async () => {
        const { waitUntilTableExists } = await import('@aws-sdk/client-dynamodb');
        await waitUntilTableExists({ client: dynamodb, maxWaitTime: 120 }, { TableName });
        await configure(clients, TableName, properties, undefined);
      });
      return { physicalId: TableName, attributes: { Arn: table?.TableArn } };
    },
    update: async (properties, previous, TableName) => {
      const dynamodb = await clients.dynamodb();
      const { BillingMode, DeletionProtectionEnabled, ProvisionedThroughput } = properties;
      if (changes(properties, previous.properties)) {
        await dynamodb.updateTable({
          TableName,
          BillingMode,
          ProvisionedThroughput,
          DeletionProtectionEnabled: DeletionProtectionEnabled ?? false,
          SSESpecification: sseOf(properties),
        });
      }
      const GlobalSecondaryIndexUpdates = indexUpdates(properties, previous.properties);
      if (GlobalSecondaryIndexUpdates.length > 0) {
        const { AttributeDefinitions } = properties;
        await dynamodb.updateTable({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates });
      }
      await configure(clients, TableName, properties, previous.properties);
      return { physicalId: TableName, attributes: previous.attributes };
    },
    delete: async (TableName) => unlessGone((await clients.dynamodb()).deleteTable({ TableName })),
  };
}

function sseOf({ SSESpecification: sse }: Properties) {
  return sse && { Enabled: sse.SSEEnabled, SSEType: sse.SSEType, KMSMasterKeyId: sse.KMSMasterKeyId };
}

/** UpdateTable refuses a request that changes nothing. */
function changes(now: Properties, before: Properties): boolean {
  const settings = ({
    BillingMode,
    DeletionProtectionEnabled,
    ProvisionedThroughput,
    SSESpecification,
  }: Properties) =>
    JSON.stringify([BillingMode, DeletionProtectionEnabled, ProvisionedThroughput, SSESpecification]);
  return settings(now) !== settings(before);
}

async function configure(
  clients: OwnClients,
  TableName: string,
  now: Properties,
  before: Properties | undefined,
): Promise<void> {
  const dynamodb = await clients.dynamodb();
  const recovery = now.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false;
  if (recovery !== (before?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false)) {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: recovery };
    await dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
  }
  const { TimeToLiveSpecification: wanted } = now;
  const former = before?.TimeToLiveSpecification;
  if (former !== undefined && former.Enabled && former.AttributeName !== wanted?.AttributeName) {
    await dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: { ...former, Enabled: false } });
  }
  if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(former)) {
    await dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification: wanted });
  }
}
