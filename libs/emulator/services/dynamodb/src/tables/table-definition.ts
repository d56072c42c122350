import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  ProvisionedThroughput,
  Tag,
} from '@aws-sdk/client-dynamodb';
import { defined } from '@fleet/optional-members';
import { ValidationException } from '../errors';
import type { KeyAttribute, KeySchema, TableIndex, TableRecord, Throughput } from './table-record';

const namePattern = /^[a-zA-Z0-9_.-]{3,255}$/;
const arnPattern = /^arn:aws[a-z-]*:dynamodb:[^:]+:\d{12}:table\/([^/]+)$/;
const maximumGlobalIndexes = 20;
const maximumLocalIndexes = 5;

function invalid(message: string): ValidationException {
  return new ValidationException(`One or more parameter values were invalid: ${message}`);
}

/** @throws ValidationException */
export function checkName(name: string | undefined, what = 'TableName'): string {
  if (name !== undefined && namePattern.test(name)) {
    return name;
  }
  throw invalid(`${what} must be 3 to 255 characters of a-z, A-Z, 0-9, '_', '-', and '.'`);
}

/** The name in a table's name, its ARN, or the ARN of an index; of anything else, that text. */
export function tableNameIn(reference: string): string {
  return /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(reference)?.[1] ?? reference;
}

/** The name in a table's name or ARN. @throws ValidationException */
export function tableNameOf(reference: string | undefined): string {
  const inArn = reference === undefined ? null : arnPattern.exec(reference);
  return checkName(inArn?.[1] ?? reference);
}

type Definition = Omit<TableRecord, 'id' | 'arn' | 'createdAt' | 'recoverySince' | 'timeToLiveAttribute'>;

/**
 * Reads the definition of a new table.
 *
 * @throws ValidationException for one that DynamoDB, or local-cloud, does not take
 */
export function definitionOf(input: CreateTableCommandInput): Definition {
  refuseUnsupported(input);
  const attributes = attributesOf(input.AttributeDefinitions ?? []);
  const key = keySchemaOf(input.KeySchema ?? [], attributes);
  const indexes = [
    ...(input.GlobalSecondaryIndexes ?? []).map((index) => indexOf(index, 'global', attributes)),
    ...(input.LocalSecondaryIndexes ?? []).map((index) => indexOf(index, 'local', attributes)),
  ];
  checkIndexes(indexes, key);
  refuseUnusedAttributes(attributes, key, indexes);
  const billing = billingOf(input.BillingMode ?? 'PROVISIONED', input.ProvisionedThroughput);
  return defined({
    ...billing,
    name: checkName(input.TableName),
    key,
    attributes,
    indexes,
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    tableClass: input.TableClass ?? 'STANDARD',
    encryption: input.SSESpecification?.Enabled
      ? { keyArn: input.SSESpecification.KMSMasterKeyId ?? 'alias/aws/dynamodb' }
      : undefined,
    tags: tagsIn(input.Tags),
  });
}

function refuseUnsupported(input: CreateTableCommandInput): void {
  if (input.StreamSpecification?.StreamEnabled) {
    throw invalid('local-cloud has no streams of tables.');
  }
}

/** @throws ValidationException */
export function attributesOf(definitions: readonly AttributeDefinition[]): KeyAttribute[] {
  const attributes = definitions.map(({ AttributeName: name, AttributeType: type }): KeyAttribute => {
    if (name === undefined || name.length === 0 || name.length > 255) {
      throw invalid('AttributeName must have 1 to 255 characters.');
    }
    if (type !== 'S' && type !== 'N' && type !== 'B') {
      throw invalid(`AttributeType of ${name} must be one of S, N, B.`);
    }
    return { name, type };
  });
  if (new Set(attributes.map(({ name }) => name)).size !== attributes.length) {
    throw invalid('Duplicate AttributeName in AttributeDefinitions.');
  }
  return attributes;
}

/** @throws ValidationException for a tag without a key or a value; the value may be empty */
export function tagsIn(given: readonly Tag[] = []): Record<string, string> {
  const entries = given.map(({ Key: key, Value: value }) => {
    if (key === undefined || key === '' || value === undefined) {
      throw invalid('every tag needs a Key of at least 1 character, and a Value.');
    }
    return [key, value] as const;
  });
  return Object.fromEntries(entries);
}

function keyElement({ AttributeName: name, KeyType: type }: KeySchemaElement) {
  if (name === undefined) {
    throw invalid('Invalid KeySchema: every KeySchemaElement needs an AttributeName');
  }
  return { name, type };
}

function keySchemaOf(elements: readonly KeySchemaElement[], attributes: readonly KeyAttribute[]): KeySchema {
  const [first, second] = elements.map(keyElement);
  if (first?.type !== 'HASH') {
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (second && second.type !== 'RANGE') {
    throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  if (elements.length > 2) {
    throw invalid('Invalid KeySchema: more than two elements');
  }
  if (first.name === second?.name) {
    throw invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  const find = (key: { readonly name: string }): KeyAttribute => {
    const attribute = attributes.find(({ name }) => name === key.name);
    if (attribute) {
      return attribute;
    }
    throw invalid(`Some index key attributes are not defined in AttributeDefinitions. Keys: [${key.name}]`);
  };
  return defined({ partition: find(first), sort: second && find(second) });
}

/** @throws ValidationException */
export function indexOf(
  index: GlobalSecondaryIndex | LocalSecondaryIndex,
  scope: TableIndex['scope'],
  attributes: readonly KeyAttribute[],
): TableIndex {
  const type = index.Projection?.ProjectionType ?? 'ALL';
  const included = index.Projection?.NonKeyAttributes ?? [];
  if ((type === 'INCLUDE') !== included.length > 0) {
    throw invalid('NonKeyAttributes must be given for ProjectionType INCLUDE, and for no other.');
  }
  const capacity = 'ProvisionedThroughput' in index ? index.ProvisionedThroughput : undefined;
  return defined({
    name: checkName(index.IndexName, 'IndexName'),
    scope,
    key: keySchemaOf(index.KeySchema ?? [], attributes),
    projection: { type, attributes: included },
    throughput: capacity && throughputOf(capacity),
  });
}

/** @throws ValidationException */
export function checkIndexes(indexes: readonly TableIndex[], key: KeySchema): void {
  if (new Set(indexes.map(({ name }) => name)).size !== indexes.length) {
    throw invalid('Duplicate index name.');
  }
  const locals = indexes.filter(({ scope }) => scope === 'local');
  if (locals.length > maximumLocalIndexes || indexes.length - locals.length > maximumGlobalIndexes) {
    throw invalid(
      `A table has at most ${maximumGlobalIndexes} global and ${maximumLocalIndexes} local indexes.`,
    );
  }
  if (
    locals.some((index) => !key.sort || !index.key.sort || index.key.partition.name !== key.partition.name)
  ) {
    throw invalid(
      'A local index needs a table with a sort key, the same partition key, and a sort key of its own.',
    );
  }
}

/** @throws ValidationException */
export function refuseUnusedAttributes(
  attributes: readonly KeyAttribute[],
  key: KeySchema,
  indexes: readonly TableIndex[],
): void {
  const used = new Set([key, ...indexes.map((index) => index.key)].flatMap((schema) => keyNames(schema)));
  if (used.size !== attributes.length) {
    throw invalid(
      `Some AttributeDefinitions are not used. AttributeDefinitions: [${attributes.map(({ name }) => name).join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
  }
}

/** The names of a key's attributes. */
export function keyNames(key: KeySchema): string[] {
  return key.sort ? [key.partition.name, key.sort.name] : [key.partition.name];
}

/** @throws ValidationException */
export function billingOf(
  mode: string,
  capacity: ProvisionedThroughput | undefined,
): Pick<TableRecord, 'billingMode' | 'throughput'> {
  if (mode === 'PAY_PER_REQUEST') {
    if (capacity) {
      throw invalid(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    }
    return { billingMode: mode };
  }
  if (mode !== 'PROVISIONED') {
    throw invalid(`BillingMode ${mode} is neither PROVISIONED nor PAY_PER_REQUEST.`);
  }
  if (!capacity) {
    throw invalid(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  return { billingMode: mode, throughput: throughputOf(capacity) };
}

/** @throws ValidationException */
export function throughputOf({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
}: ProvisionedThroughput): Throughput {
  if (read === undefined || write === undefined || read < 1 || write < 1) {
    throw invalid('ReadCapacityUnits and WriteCapacityUnits must be at least 1.');
  }
  return { read, write };
}
