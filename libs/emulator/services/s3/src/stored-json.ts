const dateKey = '$date';

/** JSON that keeps dates, which settings such as lifecycle rules have. */
export function toStoredJson(value: unknown): string {
  return JSON.stringify(value, function (this: unknown, key, member: unknown) {
    // Asked of the holder, as `member` is already the text that a date makes of itself.
    const original: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : undefined;
    return original instanceof Date ? { [dateKey]: original.getTime() } : member;
  });
}

export function fromStoredJson(json: string): unknown {
  const value: unknown = JSON.parse(json, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && dateKey in member
      ? new Date(Number(member[dateKey]))
      : member,
  );
  return value;
}
