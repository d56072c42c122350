import { ConditionalCheckFailedException, ValidationException } from '../errors';
import { parseCondition } from '../expressions/condition-parser';
import { satisfies } from '../expressions/condition-evaluator';
import { Placeholders } from '../expressions/placeholders';
import type { Condition, UpdateAction } from '../expressions/syntax-tree';
import { applyUpdate } from '../expressions/update-evaluator';
import { parseUpdate } from '../expressions/update-parser';
import { keyNames } from '../tables/table-definition';
import type { TableRecord } from '../tables/table-record';
import { formatItem } from '../values/attribute-value';
import type { Item } from '../values/attribute-value';
import { itemSize } from '../values/item-size';
import { parseItem } from '../values/parse-value';
import { keyInIndex, keyOfItem, keyOfRequest } from './item-key';
import type { ItemKey } from './item-key';
import type { ItemRepository } from './item-repository';
import { expiryOf } from './item-expiry';
import type { ExpirySweeper } from './expiry-sweeper';

const maximumItemBytes = 400 * 1024;

/** What the writing requests have in common. */
export interface WriteExpressions {
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** One write, read from a request and not yet done. */
export interface Write {
  readonly table: TableRecord;
  readonly key: ItemKey;
  readonly condition: Condition | undefined;
  readonly showOnFailure: boolean;
  /** The item afterwards: undefined when it is deleted, `before` itself when it is only checked. */
  readonly next: (before: Item | undefined) => Item | undefined;
}

export interface Written {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

interface ParsedExpressions {
  readonly condition: Condition | undefined;
  readonly actions: readonly UpdateAction[];
  readonly showOnFailure: boolean;
}

function parseExpressions(input: WriteExpressions): ParsedExpressions {
  const { ConditionExpression, UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
    input;
  if (ConditionExpression === undefined && UpdateExpression === undefined) {
    if (ExpressionAttributeNames ?? ExpressionAttributeValues) {
      const which = ExpressionAttributeNames ? 'ExpressionAttributeNames' : 'ExpressionAttributeValues';
      throw new ValidationException(`${which} can only be specified when using expressions`);
    }
  }
  const placeholders = new Placeholders(ExpressionAttributeNames, ExpressionAttributeValues);
  const actions = UpdateExpression === undefined ? [] : parseUpdate(UpdateExpression, placeholders);
  const condition =
    ConditionExpression === undefined
      ? undefined
      : parseCondition('ConditionExpression', ConditionExpression, placeholders);
  placeholders.refuseUnused();
  return { condition, actions, showOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
}

/** @throws ValidationException */
export function putWrite(table: TableRecord, input: WriteExpressions & { Item?: unknown }): Write {
  const item = parseItem(input.Item);
  const { condition, showOnFailure } = parseExpressions(input);
  return {
    table,
    key: keyOfItem(item, table.key),
    condition,
    showOnFailure,
    next: () => checked(table, item),
  };
}

/** @throws ValidationException */
export function deleteWrite(table: TableRecord, input: WriteExpressions & { Key?: unknown }): Write {
  const { condition, showOnFailure } = parseExpressions(input);
  return {
    table,
    key: keyOfRequest(parseItem(input.Key), table),
    condition,
    showOnFailure,
    next: () => undefined,
  };
}

/** @throws ValidationException */
export function updateWrite(table: TableRecord, input: WriteExpressions & { Key?: unknown }): Write {
  const keyItem = parseItem(input.Key);
  const key = keyOfRequest(keyItem, table);
  const { condition, actions, showOnFailure } = parseExpressions(input);
  refuseKeyChanges(table, actions);
  return {
    table,
    key,
    condition,
    showOnFailure,
    next: (before) => checked(table, applyUpdate(before ?? keyItem, actions)),
  };
}

/** A condition of a transaction, on an item that the transaction leaves as it is. @throws ValidationException */
export function checkOnly(table: TableRecord, input: WriteExpressions & { Key?: unknown }): Write {
  const { condition, showOnFailure } = parseExpressions(input);
  if (!condition) {
    throw new ValidationException('ConditionCheck needs a ConditionExpression');
  }
  return {
    table,
    key: keyOfRequest(parseItem(input.Key), table),
    condition,
    showOnFailure,
    next: (before) => before,
  };
}

function refuseKeyChanges(table: TableRecord, actions: readonly UpdateAction[]): void {
  const names = keyNames(table.key);
  const changed = actions.map(({ path: [name] }) => name).find((name) => names.includes(name));
  if (changed === undefined) {
    return;
  }
  throw new ValidationException(
    `One or more parameter values were invalid: Cannot update attribute ${changed}. This attribute is part of the key`,
  );
}

/** Refuses items that are too large, or whose attributes do not fit an index. */
function checked(table: TableRecord, item: Item): Item {
  if (itemSize(item) > maximumItemBytes) {
    throw new ValidationException('Item size has exceeded the maximum allowed size');
  }
  for (const index of table.indexes) {
    keyInIndex(item, index.key);
  }
  return item;
}

/** Does a write if its condition holds; the caller has opened the transaction. */
export function write(items: ItemRepository, sweeper: ExpirySweeper, plan: Write): Written {
  const { table, key, condition } = plan;
  const before = items.get(table, key);
  if (condition && !satisfies(before ?? new Map(), condition)) {
    throw new ConditionalCheckFailedException(plan.showOnFailure && before ? formatItem(before) : undefined);
  }
  const after = plan.next(before);
  if (after === before) {
    return { before, after };
  }
  if (after) {
    items.put(table, key, after);
    sweeper.noticed(expiryOf(after, table.timeToLiveAttribute));
  } else {
    items.delete(table, key);
  }
  return { before, after };
}
