import { isSet, valuesEqual } from '../values/attribute-value';
import type { AttributeValue, Item } from '../values/attribute-value';
import { compareDecimals } from '../values/decimal';
import { numberOf } from '../values/parse-value';
import { valueAt } from './document-path';
import type { Comparator, Condition, Operand } from './syntax-tree';

/** Whether an item is as the condition says; an item that does not exist is an empty one. */
export function satisfies(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return satisfies(item, condition.left) && satisfies(item, condition.right);
    case 'or':
      return satisfies(item, condition.left) || satisfies(item, condition.right);
    case 'not':
      return !satisfies(item, condition.condition);
    case 'compare':
      return compares(condition.comparator, read(item, condition.left), read(item, condition.right));
    case 'between': {
      const value = read(item, condition.operand);
      return (
        compares('>=', value, read(item, condition.low)) && compares('<=', value, read(item, condition.high))
      );
    }
    case 'in': {
      const value = read(item, condition.operand);
      return condition.candidates.some((candidate) => compares('=', value, read(item, candidate)));
    }
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.expected;
    case 'type':
      return valueAt(item, condition.path)?.type === condition.type;
    case 'begins_with':
      return beginsWith(valueAt(item, condition.path), read(item, condition.operand));
    case 'contains':
      return contains(valueAt(item, condition.path), read(item, condition.operand));
  }
}

function read(item: Item, operand: Operand): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return valueAt(item, operand.path);
    case 'size': {
      const size = sizeOf(valueAt(item, operand.path));
      return size === undefined ? undefined : { type: 'N', value: String(size) };
    }
  }
}

function sizeOf(value: AttributeValue | undefined): number | undefined {
  switch (value?.type) {
    case 'S':
    case 'B':
    case 'SS':
    case 'NS':
    case 'BS':
    case 'L':
      return value.value.length;
    case 'M':
      return value.value.size;
    default:
      return undefined;
  }
}

function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  // What is missing differs from everything, and is neither less nor greater than anything.
  if (!left || !right) {
    return comparator === '<>';
  }
  if (comparator === '=') {
    return valuesEqual(left, right);
  }
  if (comparator === '<>') {
    return !valuesEqual(left, right);
  }
  const order = orderOf(left, right);
  if (order === undefined) {
    return false;
  }
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Order of two values of the same, ordered type. */
function orderOf(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.type === 'N' && right.type === 'N') {
    return compareDecimals(numberOf(left.value), numberOf(right.value));
  }
  if (left.type === 'S' && right.type === 'S') {
    return Buffer.compare(Buffer.from(left.value), Buffer.from(right.value));
  }
  if (left.type === 'B' && right.type === 'B') {
    return Buffer.compare(left.value, right.value);
  }
  return undefined;
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.type === 'S' && prefix?.type === 'S') {
    return value.value.startsWith(prefix.value);
  }
  if (value?.type === 'B' && prefix?.type === 'B') {
    return value.value.subarray(0, prefix.value.length).equals(prefix.value);
  }
  return false;
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!value || !part) {
    return false;
  }
  if (value.type === 'S' && part.type === 'S') {
    return value.value.includes(part.value);
  }
  if (value.type === 'B' && part.type === 'B') {
    return value.value.includes(part.value);
  }
  if (value.type === 'L') {
    return value.value.some((entry) => valuesEqual(entry, part));
  }
  if (!isSet(value) || `${part.type}S` !== value.type) {
    return false;
  }
  return value.value.some((member) =>
    typeof member === 'string' ? member === part.value : part.type === 'B' && member.equals(part.value),
  );
}
