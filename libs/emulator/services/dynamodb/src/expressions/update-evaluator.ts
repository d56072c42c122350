import { ValidationException } from '../errors';
import { isSet, setMembers, setOf } from '../values/attribute-value';
import type { AttributeValue, Item } from '../values/attribute-value';
import { addDecimals, formatDecimal, subtractDecimals } from '../values/decimal';
import { checkedNumber, numberOf } from '../values/parse-value';
import { valueAt, withValueAt } from './document-path';
import type { DocumentPath, UpdateAction, UpdateOperand } from './syntax-tree';

/**
 * The item after an update. All actions see the item as it was before.
 *
 * @throws ValidationException for paths that do not exist and operands of the wrong type
 */
export function applyUpdate(item: Item, actions: readonly UpdateAction[]): Item {
  const changes = actions.map((action): { path: DocumentPath; value: AttributeValue | undefined } => ({
    path: action.path,
    value: newValue(item, action),
  }));
  const settings = changes.filter(({ value }) => value !== undefined).sort(byPlace);
  let changed = item;
  for (const { path, value } of settings) {
    changed = withValueAt(changed, path, value);
  }
  // From the back of a list to its front: each removal moves what lies behind it.
  const removals = changes.filter(({ value }) => value === undefined).sort((a, b) => byPlace(b, a));
  for (const { path } of removals) {
    // What was not there stays as it is, though it may be there by now; the way to it has to exist all the same.
    if (valueAt(item, path) === undefined) {
      withValueAt(item, path, undefined);
    } else {
      changed = withValueAt(changed, path, undefined);
    }
  }
  return changed;
}

/** A total order of places, in which the elements of a list come by their index. */
function byPlace({ path: a }: { path: DocumentPath }, { path: b }: { path: DocumentPath }): number {
  for (const [depth, step] of a.entries()) {
    const other = b[depth];
    if (other === undefined || step === other) {
      continue;
    }
    if (typeof step === 'number' && typeof other === 'number') {
      return step - other;
    }
    return String(step) < String(other) ? -1 : 1;
  }
  return a.length - b.length;
}

function newValue(item: Item, action: UpdateAction): AttributeValue | undefined {
  switch (action.kind) {
    case 'set':
      return evaluate(item, action.operand);
    case 'remove':
      return undefined;
    case 'add':
      return added(valueAt(item, action.path), action.value);
    case 'delete':
      return withoutMembers(valueAt(item, action.path), action.value);
  }
}

function evaluate(item: Item, operand: UpdateOperand): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path': {
      const value = valueAt(item, operand.path);
      if (value) {
        return value;
      }
      throw new ValidationException(
        'The provided expression refers to an attribute that does not exist in the item',
      );
    }
    case 'if_not_exists':
      return valueAt(item, operand.path) ?? evaluate(item, operand.fallback);
    case 'list_append': {
      const left = evaluate(item, operand.left);
      const right = evaluate(item, operand.right);
      if (left.type !== 'L' || right.type !== 'L') {
        throw wrongOperand();
      }
      return { type: 'L', value: [...left.value, ...right.value] };
    }
    case 'add':
    case 'subtract': {
      const left = evaluate(item, operand.left);
      const right = evaluate(item, operand.right);
      if (left.type !== 'N' || right.type !== 'N') {
        throw wrongOperand();
      }
      return computed(operand.kind === 'add' ? addDecimals : subtractDecimals, left.value, right.value);
    }
  }
}

function computed(operation: typeof addDecimals, left: string, right: string): AttributeValue {
  const result = checkedNumber(operation(numberOf(left), numberOf(right)));
  return { type: 'N', value: formatDecimal(result) };
}

function added(before: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (!before) {
    return value;
  }
  if (before.type === 'N' && value.type === 'N') {
    return computed(addDecimals, before.value, value.value);
  }
  if (!isSet(before) || !isSet(value) || before.type !== value.type) {
    throw wrongOperand();
  }
  const members = new Map([...setMembers(before), ...setMembers(value)]);
  return setOf(before.type, members.values()) ?? before;
}

function withoutMembers(
  before: AttributeValue | undefined,
  value: AttributeValue,
): AttributeValue | undefined {
  if (!before) {
    return undefined;
  }
  if (!isSet(before) || !isSet(value) || before.type !== value.type) {
    throw wrongOperand();
  }
  const members = setMembers(before);
  for (const key of setMembers(value).keys()) {
    members.delete(key);
  }
  return setOf(before.type, members.values());
}

function wrongOperand(): ValidationException {
  return new ValidationException('An operand in the update expression has an incorrect data type');
}
