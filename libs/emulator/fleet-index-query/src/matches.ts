import { fold } from './fold';
import type { IndexedDocument, IndexedValue } from './indexed-document';
import { hasForm } from './pattern-matching';
import type { Bound, Literal, Query, Term, ValueTest } from './query';

/** Fields of connectivity are found by their names only (developer guide, query-syntax). */
const connectivity = 'connectivity.';

/** Whether a query finds a document: the meaning of queries, whatever index answers them. */
export function matches(query: Query, document: IndexedDocument): boolean {
  switch (query.kind) {
    case 'and':
      return query.operands.every((operand) => matches(operand, document));
    case 'or':
      return query.operands.some((operand) => matches(operand, document));
    case 'not':
      return !matches(query.operand, document);
    case 'term':
      return valuesFor(query, document).some((value) => passes(value, query.test));
  }
}

function valuesFor({ field }: Term, document: IndexedDocument): readonly IndexedValue[] {
  if (field !== undefined) {
    return document.get(field) ?? [];
  }
  return [...document].flatMap(([name, values]) => (name.startsWith(connectivity) ? [] : values));
}

/**
 * Values are words: nothing in the registry has white space, so that a term is compared with the whole value. Both
 * sides being numbers, they compare as numbers; else both are text, without regard to case.
 */
function passes(value: IndexedValue, test: ValueTest): boolean {
  switch (test.kind) {
    case 'exists':
      return true;
    case 'equals':
      return compare(value, test.value) === 0;
    case 'pattern':
      return hasForm(value.text, test.pattern);
    case 'range':
      return isAbove(value, test.lower) && isBelow(value, test.upper);
  }
}

function isAbove(value: IndexedValue, bound: Bound | undefined): boolean {
  if (bound === undefined) {
    return true;
  }
  const order = compare(value, bound);
  return order > 0 || (bound.inclusive && order === 0);
}

function isBelow(value: IndexedValue, bound: Bound | undefined): boolean {
  if (bound === undefined) {
    return true;
  }
  const order = compare(value, bound);
  return order < 0 || (bound.inclusive && order === 0);
}

function compare(value: IndexedValue, literal: Literal): number {
  if (value.number !== undefined && literal.number !== undefined) {
    return value.number - literal.number;
  }
  const one = fold(value.text);
  const other = fold(literal.text);
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
