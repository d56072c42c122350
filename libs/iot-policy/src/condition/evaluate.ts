import type { GlobUnit, Operator } from '@fleet/policy-matching';
import type { PolicyContext } from '../context';
import { resolveText } from '../pattern';
import type { Condition } from './parse';

/** Whether a condition holds (IAM guide, "Condition operators" and "Multivalued context keys"). */
export function holds(condition: Condition, context: PolicyContext): boolean {
  const actual = context.key(condition.key);
  if (condition.operator === 'Null') {
    return nullHolds(condition, actual, context);
  }
  const { operator, qualifier } = condition;
  if (actual === undefined || actual.length === 0) {
    return holdsWithoutKey(condition, operator);
  }
  const expected = resolveAll(condition, context);
  if (!expected) {
    return false;
  }
  const satisfied = (value: string) =>
    expected.some((units) => operator.matches(value, units)) !== operator.negated;
  switch (qualifier) {
    case 'ForAllValues':
      return actual.every(satisfied);
    case 'ForAnyValue':
      return actual.some(satisfied);
    case undefined:
      // Without a qualifier a negated operator must not be satisfied by one harmless value among several.
      return operator.negated ? actual.every(satisfied) : actual.some(satisfied);
  }
}

function holdsWithoutKey({ qualifier, ifExists }: Condition, operator: Operator): boolean {
  if (qualifier === 'ForAllValues') {
    return true;
  }
  if (qualifier === 'ForAnyValue') {
    return ifExists;
  }
  return ifExists || operator.negated;
}

/** `"true"` asks that the key is missing, `"false"` that it is there. */
function nullHolds(
  condition: Condition,
  actual: readonly string[] | undefined,
  context: PolicyContext,
): boolean {
  const missing = String(actual === undefined || actual.length === 0);
  return condition.values.some((value) => resolveText(value, context)?.toLowerCase() === missing);
}

/** The policy's values with variables replaced; `undefined` when one has no value. */
function resolveAll(condition: Condition, context: PolicyContext): (readonly GlobUnit[])[] | undefined {
  const resolved: (readonly GlobUnit[])[] = [];
  for (const value of condition.values) {
    const units = value.resolve(context);
    if (!units) {
      return undefined;
    }
    resolved.push(units);
  }
  return resolved;
}
