import { isObject } from './conversions';
import type { Expression, SelectClause, Selection } from './statement';

/** What a SELECT clause makes of a source. A value that does not exist is left out of the result. */
export function selectFrom(
  source: unknown,
  select: SelectClause,
  valueOf: (expression: Expression) => unknown,
): unknown {
  if (select.kind === 'value') {
    return valueOf(select.value);
  }
  const [only, ...others] = select.list;
  if (only?.kind === 'everything' && others.length === 0) {
    return source;
  }
  const members = new Map<string, unknown>();
  for (const selection of select.list) {
    addTo(members, selection, source, valueOf);
  }
  // fromEntries defines properties: a key such as __proto__ is data like any other.
  return Object.fromEntries(members);
}

function addTo(
  members: Map<string, unknown>,
  selection: Selection,
  source: unknown,
  valueOf: (expression: Expression) => unknown,
): void {
  if (selection.kind === 'value') {
    const value = valueOf(selection.value);
    if (value !== undefined) {
      place(members, selection.keys, value);
    }
  } else if (isObject(source)) {
    for (const [key, value] of Object.entries(source)) {
      members.set(key, value);
    }
  }
}

function place(members: Map<string, unknown>, [key, ...inner]: readonly string[], value: unknown): void {
  if (key === undefined) {
    return;
  }
  if (inner.length === 0) {
    members.set(key, value);
    return;
  }
  const there = members.get(key);
  const below = new Map<string, unknown>(isObject(there) ? Object.entries(there) : []);
  place(below, inner, value);
  members.set(key, Object.fromEntries(below));
}
