import { ValidationException } from '../errors';
import type { Condition, Operand } from '../expressions/syntax-tree';
import type { KeyAttribute, KeySchema } from '../tables/table-record';
import type { AttributeValue } from '../values/attribute-value';
import { encodeKey, endOfPrefix } from '../values/key-encoding';
import type { ItemKey } from './item-key';
import type { SortRange } from './read-plan';

/** What a key condition selects: one partition, and bounds of the sort key. */
export interface KeySelection {
  readonly partition: Buffer;
  readonly range: SortRange;
}

function unsupported(): ValidationException {
  return new ValidationException('Query key condition not supported');
}

/**
 * Reads a key condition: equality for the partition key, and at most one comparison of the sort key.
 *
 * @throws ValidationException
 */
export function keySelection(condition: Condition, key: KeySchema): KeySelection {
  const terms = conjuncts(condition);
  const partitionTerm = terms.find((term) => attributeOf(term) === key.partition.name);
  if (!partitionTerm) {
    throw new ValidationException(`Query condition missed key schema element: ${key.partition.name}`);
  }
  if (partitionTerm.kind !== 'compare' || partitionTerm.comparator !== '=') {
    throw unsupported();
  }
  const rest = terms.filter((term) => term !== partitionTerm);
  const [sortTerm] = rest;
  if (rest.length > 1) {
    throw new ValidationException('Conditions can be of length 1 or 2 only');
  }
  if (sortTerm && (!key.sort || attributeOf(sortTerm) !== key.sort.name)) {
    throw key.sort
      ? new ValidationException(`Query condition missed key schema element: ${key.sort.name}`)
      : unsupported();
  }
  return {
    partition: bytesOf(partitionTerm.right, key.partition),
    range: sortTerm && key.sort ? rangeOf(sortTerm, key.sort) : {},
  };
}

/** What the partition key is compared with by `=`, if it is. @throws ValidationException */
export function partitionOperand(condition: Condition, key: KeySchema): Operand | undefined {
  const term = conjuncts(condition).find((each) => attributeOf(each) === key.partition.name);
  return term?.kind === 'compare' && term.comparator === '=' ? term.right : undefined;
}

/** @throws ValidationException for a place that reading the selection never comes to */
export function refusePlaceOutside({ partition, range: { from, to } }: KeySelection, place: ItemKey): void {
  if (!place.partition.equals(partition)) {
    throw new ValidationException(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  const fromStart = from ? Buffer.compare(place.sort, from.key) : 1;
  const toEnd = to ? Buffer.compare(to.key, place.sort) : 1;
  if (
    fromStart < 0 ||
    toEnd < 0 ||
    (fromStart === 0 && !from?.inclusive) ||
    (toEnd === 0 && !to?.inclusive)
  ) {
    throw new ValidationException('The provided starting key does not match the range key predicate');
  }
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

function attributeOf(term: Condition): string | undefined {
  switch (term.kind) {
    case 'compare':
      return pathOf(term.left);
    case 'between':
      return pathOf(term.operand);
    case 'begins_with':
      return term.path.length === 1 ? term.path[0] : undefined;
    default:
      throw unsupported();
  }
}

function pathOf(operand: Operand): string | undefined {
  return operand.kind === 'path' && operand.path.length === 1 ? operand.path[0] : undefined;
}

function bytesOf(operand: Operand, attribute: KeyAttribute): Buffer {
  if (operand.kind !== 'value') {
    throw unsupported();
  }
  return encodeKey(keyValue(operand.value, attribute));
}

function keyValue(
  value: AttributeValue,
  attribute: KeyAttribute,
): Extract<AttributeValue, { type: KeyAttribute['type'] }> {
  if ((value.type === 'S' || value.type === 'N' || value.type === 'B') && value.type === attribute.type) {
    return value;
  }
  throw new ValidationException(
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  );
}

function rangeOf(term: Condition, attribute: KeyAttribute): SortRange {
  if (term.kind === 'between') {
    const from = bytesOf(term.low, attribute);
    const to = bytesOf(term.high, attribute);
    if (Buffer.compare(from, to) > 0) {
      throw new ValidationException(
        'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
      );
    }
    return { from: { key: from, inclusive: true }, to: { key: to, inclusive: true } };
  }
  if (term.kind === 'begins_with') {
    if (attribute.type === 'N') {
      throw unsupported();
    }
    const prefix = bytesOf(term.operand, attribute);
    const end = endOfPrefix(prefix);
    return { from: { key: prefix, inclusive: true }, to: end && { key: end, inclusive: false } };
  }
  if (term.kind !== 'compare') {
    throw unsupported();
  }
  const key = bytesOf(term.right, attribute);
  switch (term.comparator) {
    case '=':
      return { from: { key, inclusive: true }, to: { key, inclusive: true } };
    case '<':
    case '<=':
      return { to: { key, inclusive: term.comparator === '<=' } };
    case '>':
    case '>=':
      return { from: { key, inclusive: term.comparator === '>=' } };
    case '<>':
      throw new ValidationException('Invalid operator used in KeyConditionExpression: <>');
  }
}
