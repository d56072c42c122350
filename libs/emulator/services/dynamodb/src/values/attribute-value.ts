/** A value of an item. Numbers are in canonical form, so equal numbers are equal strings. */
export type AttributeValue =
  | { readonly type: 'S'; readonly value: string }
  | { readonly type: 'N'; readonly value: string }
  | { readonly type: 'B'; readonly value: Buffer }
  | { readonly type: 'SS' | 'NS'; readonly value: readonly string[] }
  | { readonly type: 'BS'; readonly value: readonly Buffer[] }
  | { readonly type: 'M'; readonly value: Item }
  | { readonly type: 'L'; readonly value: readonly AttributeValue[] }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'NULL'; readonly value: true };

export type AttributeType = AttributeValue['type'];

/** Attributes by name; a map, for any string is a legal name, `__proto__` too. */
export type Item = ReadonlyMap<string, AttributeValue>;

/** An attribute value as it travels: one member, named by its type. */
export type WireValue =
  | { S: string }
  | { N: string }
  | { B: Uint8Array }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Uint8Array[] }
  | { M: Record<string, WireValue> }
  | { L: WireValue[] }
  | { BOOL: boolean }
  | { NULL: boolean };

export type WireItem = Record<string, WireValue>;

export function formatItem(item: Item): WireItem {
  return Object.fromEntries([...item].map(([name, value]) => [name, formatValue(value)]));
}

export function formatValue(value: AttributeValue): WireValue {
  switch (value.type) {
    case 'S':
      return { S: value.value };
    case 'N':
      return { N: value.value };
    case 'B':
      return { B: value.value };
    case 'SS':
      return { SS: [...value.value] };
    case 'NS':
      return { NS: [...value.value] };
    case 'BS':
      return { BS: [...value.value] };
    case 'M':
      return { M: formatItem(value.value) };
    case 'L':
      return { L: value.value.map(formatValue) };
    case 'BOOL':
      return { BOOL: value.value };
    case 'NULL':
      return { NULL: true };
  }
}

/** Equality as DynamoDB has it: sets without order, everything else deep. */
export function valuesEqual(a: AttributeValue, b: AttributeValue): boolean {
  if (a.type !== b.type) {
    return false;
  }
  if (a.type === 'L' && b.type === 'L') {
    return (
      a.value.length === b.value.length && a.value.every((entry, index) => isEqualTo(entry, b.value[index]))
    );
  }
  if (a.type === 'M' && b.type === 'M') {
    return (
      a.value.size === b.value.size &&
      [...a.value].every(([key, entry]) => isEqualTo(entry, b.value.get(key)))
    );
  }
  if (isSet(a) && isSet(b)) {
    const members = setMembers(b);
    return a.value.length === b.value.length && [...setMembers(a).keys()].every((key) => members.has(key));
  }
  if (a.type === 'B' && b.type === 'B') {
    return a.value.equals(b.value);
  }
  return a.value === b.value;
}

function isEqualTo(a: AttributeValue, b: AttributeValue | undefined): boolean {
  return b !== undefined && valuesEqual(a, b);
}

export type SetValue = Extract<AttributeValue, { type: 'SS' | 'NS' | 'BS' }>;

export function isSet(value: AttributeValue): value is SetValue {
  return value.type === 'SS' || value.type === 'NS' || value.type === 'BS';
}

/** A set's members by a key that is equal for equal members. */
export function setMembers(set: SetValue): Map<string, string | Buffer> {
  return new Map(
    set.value.map((member) => [typeof member === 'string' ? member : member.toString('latin1'), member]),
  );
}

/** A set of the type of `like`, or undefined when nothing is left of it: there are no empty sets. */
export function setOf(like: SetValue['type'], members: Iterable<string | Buffer>): SetValue | undefined {
  const all = [...members];
  if (all.length === 0) {
    return undefined;
  }
  return like === 'BS'
    ? { type: 'BS', value: all.filter((member) => typeof member !== 'string') }
    : { type: like, value: all.filter((member) => typeof member === 'string') };
}
