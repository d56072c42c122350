/** A text that a call cannot do without. */
export function member(input: object, name: string): string {
  const value: unknown = Reflect.get(input, name);
  if (typeof value !== 'string') {
    throw new TypeError(`A call without ${name}`);
  }
  return value;
}
