import type {
  GlobalSecondaryIndexUpdate,
  TableDescription,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { ResourceNotFoundException, ValidationException } from '../errors';
import type { ItemRepository } from '../items/item-repository';
import {
  attributesOf,
  billingOf,
  checkIndexes,
  indexOf,
  refuseUnusedAttributes,
  throughputOf,
} from './table-definition';
import { describeTable } from './table-description';
import type { TableRecord } from './table-record';
import type { TableRepository } from './table-repository';

/**
 * Changes a table's settings or its global indexes, at once.
 *
 * @throws ValidationException, ResourceNotFoundException
 */
export function updateTable(
  tables: TableRepository,
  items: ItemRepository,
  table: TableRecord,
  input: UpdateTableCommandInput,
): TableDescription {
  if (input.StreamSpecification?.StreamEnabled) {
    throw new ValidationException('local-cloud has no streams of tables.');
  }
  return items.atomically(() => {
    let changed = withSettings(table, input);
    for (const update of input.GlobalSecondaryIndexUpdates ?? []) {
      changed = withIndexUpdate(items, changed, update, input);
    }
    checkIndexes(changed.indexes, changed.key);
    changed = { ...changed, attributes: usedAttributes(changed) };
    refuseUnusedAttributes(changed.attributes, changed.key, changed.indexes);
    tables.save(changed);
    return describeTable(changed, items.figures(changed), 'ACTIVE');
  });
}

function withSettings(table: TableRecord, input: UpdateTableCommandInput): TableRecord {
  const billing =
    input.BillingMode !== undefined || input.ProvisionedThroughput
      ? billingOf(input.BillingMode ?? table.billingMode, input.ProvisionedThroughput)
      : { billingMode: table.billingMode, throughput: table.throughput };
  const encryption = input.SSESpecification
    ? input.SSESpecification.Enabled
      ? { keyArn: input.SSESpecification.KMSMasterKeyId ?? 'alias/aws/dynamodb' }
      : undefined
    : table.encryption;
  return {
    ...table,
    billingMode: billing.billingMode,
    throughput: billing.throughput,
    encryption,
    deletionProtection: input.DeletionProtectionEnabled ?? table.deletionProtection,
    tableClass: input.TableClass ?? table.tableClass,
  };
}

function withIndexUpdate(
  items: ItemRepository,
  table: TableRecord,
  { Create: create, Update: update, Delete: remove }: GlobalSecondaryIndexUpdate,
  input: UpdateTableCommandInput,
): TableRecord {
  if (create) {
    const given = attributesOf(input.AttributeDefinitions ?? []);
    const known = table.attributes.filter(({ name }) => !given.some((attribute) => attribute.name === name));
    const attributes = [...known, ...given];
    const index = indexOf(create, 'global', attributes);
    checkIndexes([...table.indexes, index], table.key);
    items.fillIndex(table, index);
    return { ...table, attributes, indexes: [...table.indexes, index] };
  }
  const name = update?.IndexName ?? remove?.IndexName;
  if (name === undefined) {
    throw new ValidationException(
      'Every GlobalSecondaryIndexUpdate needs an index to create, update or delete.',
    );
  }
  const index = table.indexes.find((candidate) => candidate.name === name && candidate.scope === 'global');
  if (!index) {
    throw new ResourceNotFoundException(`Requested resource not found: Index: ${name} not found`);
  }
  if (update?.ProvisionedThroughput) {
    const changed = { ...index, throughput: throughputOf(update.ProvisionedThroughput) };
    return {
      ...table,
      indexes: table.indexes.map((candidate) => (candidate === index ? changed : candidate)),
    };
  }
  if (update) {
    return table;
  }
  items.dropIndex(table, index.name);
  return { ...table, indexes: table.indexes.filter((candidate) => candidate !== index) };
}

/** The attributes that the table's key and indexes still need. */
function usedAttributes({ attributes, key, indexes }: TableRecord): TableRecord['attributes'] {
  const used = new Set(
    [key, ...indexes.map((index) => index.key)].flatMap(({ partition, sort }) => [
      partition.name,
      sort?.name,
    ]),
  );
  return attributes.filter(({ name }) => used.has(name));
}
