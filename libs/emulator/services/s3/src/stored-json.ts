import * as z from 'zod';

const dateKey = '$date';

/** JSON that keeps dates, which settings such as lifecycle rules have. */
export function toStoredJson(value: unknown): string {
  return JSON.stringify(value, function (this: unknown, key, member: unknown) {
    // Asked of the holder, as `member` is already the text that a date makes of itself.
    const original: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : undefined;
    return original instanceof Date ? { [dateKey]: original.getTime() } : member;
  });
}

/** Undoes in the parsed JSON what `toStoredJson` made of dates. */
export function withDates(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withDates);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (dateKey in value) {
    return new Date(z.int().parse(value[dateKey]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withDates(member)]));
}
