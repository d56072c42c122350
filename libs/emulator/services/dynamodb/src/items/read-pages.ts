import { createHash } from 'node:crypto';
import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { defined } from '@fleet/optional-members';
import { ValidationException } from '../errors';
import { parseCondition } from '../expressions/condition-parser';
import { satisfies } from '../expressions/condition-evaluator';
import { project } from '../expressions/document-path';
import { Placeholders } from '../expressions/placeholders';
import { parseProjection } from '../expressions/projection-parser';
import type { Condition, DocumentPath } from '../expressions/syntax-tree';
import { keyNames } from '../tables/table-definition';
import type { TableIndex, TableRecord } from '../tables/table-record';
import { formatItem } from '../values/attribute-value';
import type { Item, WireItem } from '../values/attribute-value';
import { itemSize } from '../values/item-size';
import { parseItem } from '../values/parse-value';
import { keyOfItem } from './item-key';
import type { ItemRepository } from './item-repository';
import { keySelection, refusePlaceOutside } from './key-condition';
import type { ReadPlan } from './read-plan';

const pageBytes = 1024 * 1024;

export interface Page {
  readonly Items?: WireItem[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: WireItem;
}

interface Selection {
  readonly filter: Condition | undefined;
  readonly projection: readonly DocumentPath[] | undefined;
  readonly countOnly: boolean;
  readonly limit: number;
}

type ReadInput = Omit<QueryCommandInput, 'KeyConditionExpression' | 'ScanIndexForward'>;

const legacyMembers = [
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'AttributesToGet',
  'ConditionalOperator',
] as const;

/** The old ways to say what expressions say. @throws ValidationException */
export function refuseLegacy(input: object): void {
  const used = legacyMembers.find((member) => Reflect.get(input, member) !== undefined);
  if (used) {
    throw new ValidationException(`${used} is not supported by local-cloud: use an expression instead.`);
  }
}

/** @throws ValidationException */
export function query(items: ItemRepository, table: TableRecord, input: QueryCommandInput): Page {
  refuseLegacy(input);
  const index = indexNamed(table, input.IndexName);
  if (input.KeyConditionExpression === undefined) {
    throw new ValidationException(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const placeholders = placeholdersOf(input);
  const condition = parseCondition('KeyConditionExpression', input.KeyConditionExpression, placeholders);
  const key = index?.key ?? table.key;
  const selected = keySelection(condition, key);
  const selection = selectionOf(input, placeholders, table, index);
  refuseKeyInFilter(selection.filter, keyNames(key));
  const after = startOf(input, table, index);
  if (after) {
    refusePlaceOutside(selected, after.index ?? after.item);
  }
  const plan = { table, index, ...selected, forward: input.ScanIndexForward ?? true, after };
  return page(items, plan, selection);
}

/** @throws ValidationException */
export function scan(items: ItemRepository, table: TableRecord, input: ScanCommandInput): Page {
  refuseLegacy(input);
  const index = indexNamed(table, input.IndexName);
  const selection = selectionOf(input, placeholdersOf(input), table, index);
  const plan = { table, index, range: {}, forward: true, after: startOf(input, table, index) };
  return page(items, plan, selection, segmentOf(input, table));
}

function placeholdersOf(input: ReadInput): Placeholders {
  return new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
}

function indexNamed(table: TableRecord, name: string | undefined): TableIndex | undefined {
  if (name === undefined) {
    return undefined;
  }
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (index) {
    return index;
  }
  throw new ValidationException(`The table does not have the specified index: ${name}`);
}

function selectionOf(
  input: ReadInput | ScanCommandInput,
  placeholders: Placeholders,
  table: TableRecord,
  index: TableIndex | undefined,
): Selection {
  const { FilterExpression, ProjectionExpression, Select, Limit } = input;
  const filter =
    FilterExpression === undefined
      ? undefined
      : parseCondition('FilterExpression', FilterExpression, placeholders);
  const wanted =
    ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, placeholders);
  placeholders.refuseUnused();
  if (Limit !== undefined && (!Number.isInteger(Limit) || Limit < 1)) {
    throw new ValidationException('Limit must be a whole number greater than or equal to 1');
  }
  if (wanted && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
    throw new ValidationException(`Cannot specify the ProjectionExpression when choosing to get ${Select}`);
  }
  return {
    filter,
    projection: wanted ?? (Select === 'ALL_ATTRIBUTES' ? undefined : projectedBy(table, index)),
    countOnly: Select === 'COUNT',
    limit: Limit ?? Infinity,
  };
}

/** What an index holds of the items in it; undefined when that is everything. */
function projectedBy(table: TableRecord, index: TableIndex | undefined): DocumentPath[] | undefined {
  if (!index || index.projection.type === 'ALL') {
    return undefined;
  }
  return [...new Set([...keyNames(table.key), ...keyNames(index.key), ...index.projection.attributes])].map(
    (name) => [name],
  );
}

function refuseKeyInFilter(filter: Condition | undefined, names: readonly string[]): void {
  const used = filter && attributesIn(filter).find((name) => names.includes(name));
  if (used === undefined) {
    return;
  }
  throw new ValidationException(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${used}`,
  );
}

function attributesIn(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...attributesIn(condition.left), ...attributesIn(condition.right)];
    case 'not':
      return attributesIn(condition.condition);
    case 'compare':
      return [condition.left, condition.right].flatMap((operand) =>
        'path' in operand ? [operand.path[0]] : [],
      );
    case 'between':
    case 'in':
      return 'path' in condition.operand ? [condition.operand.path[0]] : [];
    default:
      return [condition.path[0]];
  }
}

function startOf(
  input: ReadInput | ScanCommandInput,
  table: TableRecord,
  index: TableIndex | undefined,
): ReadPlan['after'] {
  if (!input.ExclusiveStartKey) {
    return undefined;
  }
  const start = parseItem(input.ExclusiveStartKey);
  const names = new Set([...keyNames(table.key), ...(index ? keyNames(index.key) : [])]);
  if (start.size !== names.size || ![...names].every((name) => start.has(name))) {
    throw new ValidationException('The provided starting key is invalid');
  }
  return { item: keyOfItem(start, table.key), index: index && keyOfItem(start, index.key) };
}

/** Which items belong to a segment of a parallel scan. */
function segmentOf(input: ScanCommandInput, table: TableRecord): (item: Item) => boolean {
  const { Segment: segment, TotalSegments: total } = input;
  if (segment === undefined && total === undefined) {
    return () => true;
  }
  if (
    segment === undefined ||
    total === undefined ||
    total < 1 ||
    total > 1_000_000 ||
    segment < 0 ||
    segment >= total
  ) {
    throw new ValidationException(
      'Segment and TotalSegments must both be given, with 0 <= Segment < TotalSegments <= 1000000.',
    );
  }
  return (item) =>
    createHash('sha256').update(keyOfItem(item, table.key).partition).digest().readUInt32BE() % total ===
    segment;
}

/** Reads until the limit or 1 MB is reached; the filter works on what was read. */
function page(
  items: ItemRepository,
  plan: ReadPlan,
  selection: Selection,
  inSegment: (item: Item) => boolean = () => true,
): Page {
  const found: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let matched = 0;
  let last: Item | undefined;
  for (const item of items.read(plan)) {
    if (!inSegment(item)) {
      continue;
    }
    scanned += 1;
    bytes += itemSize(item);
    if (!selection.filter || satisfies(item, selection.filter)) {
      matched += 1;
      if (!selection.countOnly) {
        found.push(selection.projection ? project(item, selection.projection) : item);
      }
    }
    if (scanned >= selection.limit || bytes >= pageBytes) {
      last = item;
      break;
    }
  }
  return defined({
    Items: selection.countOnly ? undefined : found.map(formatItem),
    Count: matched,
    ScannedCount: scanned,
    LastEvaluatedKey: last && formatItem(placeOf(last, plan)),
  });
}

function placeOf(item: Item, { table, index }: ReadPlan): Item {
  const names = new Set([...keyNames(table.key), ...(index ? keyNames(index.key) : [])]);
  return new Map([...item].filter(([name]) => names.has(name)));
}
