import type { RequestContext } from '../context';
import type { Condition } from './parse-condition';

/** Whether a condition holds (user guide, "Condition operators", "Multivalued context keys"). */
export function holds(condition: Condition, context: RequestContext): boolean {
  const { operator, qualifier, ifExists, values } = condition;
  const actual = context.key(condition.key) ?? [];
  if (operator === 'Null') {
    return values.some(({ text }) => text.toLowerCase() === String(isNull(actual)));
  }
  // A variable without value equals nothing, so that a negated operator holds ("Policy variables with no value").
  const satisfied = (value: string) =>
    values.some(({ template }) => operator.matches(value, template, context)) !== operator.negated;
  if (qualifier === 'ForAllValues') {
    return isNull(actual) || actual.every(satisfied);
  }
  if (actual.length === 0) {
    return ifExists || (operator.negated && qualifier === undefined);
  }
  if (qualifier === 'ForAnyValue') {
    return !isNull(actual) && actual.some(satisfied);
  }
  // Guessed: without a qualifier a negated operator is not satisfied by one harmless value among several.
  return operator.negated ? actual.every(satisfied) : actual.some(satisfied);
}

/** A key is null when it is missing, and when all it has is the empty text (user guide, "The request context"). */
function isNull(values: readonly string[]): boolean {
  return values.every((value) => value === '');
}
