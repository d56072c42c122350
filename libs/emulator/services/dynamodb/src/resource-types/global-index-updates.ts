import { isDeepStrictEqual } from 'node:util';
import type { GlobalSecondaryIndex, GlobalSecondaryIndexUpdate } from '@aws-sdk/client-dynamodb';

/** What a table's template says of its indexes. */
export interface IndexedTable {
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly GlobalSecondaryIndexes?: readonly TableIndex[] | undefined;
}

type TableIndex = GlobalSecondaryIndex & { readonly IndexName: string };

/** A change of a table's indexes that CloudFormation, or local-cloud, does not make. */
export class IndexChangeError extends Error {
  override readonly name = 'IndexChangeError';
}

/**
 * What an update of a table changes of its indexes, as UpdateTable wants it: at most one is made or deleted.
 * @throws IndexChangeError for more than one, and for an index or attribute that exists and would be another
 */
export function indexUpdates(now: IndexedTable, before: IndexedTable): GlobalSecondaryIndexUpdate[] {
  refuseOtherTypes(now, before);
  const [wanted, existing] = [byName(now), byName(before)];
  const added = [...wanted.values()].filter(({ IndexName: name }) => !existing.has(name));
  const removed = [...existing.keys()].filter((name) => !wanted.has(name));
  if (added.length + removed.length > 1) {
    throw new IndexChangeError('Cannot perform more than one GSI creation or deletion in a single update');
  }
  return [
    ...[...existing.values()].flatMap((former) => capacityUpdate(former, wanted.get(former.IndexName))),
    ...added.map((Create) => ({ Create })),
    ...removed.map((IndexName) => ({ Delete: { IndexName } })),
  ];
}

function capacityUpdate(
  { ProvisionedThroughput: formerCapacity, ...former }: TableIndex,
  wanted: TableIndex | undefined,
): GlobalSecondaryIndexUpdate[] {
  if (wanted === undefined) {
    return [];
  }
  const { ProvisionedThroughput, ...index } = wanted;
  if (!isDeepStrictEqual(former, index)) {
    throw new IndexChangeError(
      "Cannot update GSI's properties other than Provisioned Throughput. " +
        `You can create a new GSI with a different name. (${index.IndexName})`,
    );
  }
  if (ProvisionedThroughput === undefined || isDeepStrictEqual(formerCapacity, ProvisionedThroughput)) {
    return [];
  }
  return [{ Update: { IndexName: index.IndexName, ProvisionedThroughput } }];
}

/** In AWS the table is then replaced. */
function refuseOtherTypes(now: IndexedTable, before: IndexedTable): void {
  for (const { AttributeName: name, AttributeType: type } of now.AttributeDefinitions) {
    const former = before.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    if (former === undefined || former.AttributeType === type) {
      continue;
    }
    throw new IndexChangeError(
      `local-cloud does not replace a table for another type of an attribute: ${name} is ` +
        `${former.AttributeType}, not ${type}. Give the table another name.`,
    );
  }
}

function byName({ GlobalSecondaryIndexes: indexes = [] }: IndexedTable) {
  return new Map(indexes.map((index) => [index.IndexName, index]));
}
