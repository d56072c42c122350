type KeysThatMayLackAValue<Members> = {
  [Key in keyof Members]-?: undefined extends Members[Key] ? Key : never;
}[keyof Members];

/** The same members: those that may be `undefined` may be left out instead. */
export type Defined<Members> = Omit<Members, KeysThatMayLackAValue<Members>> & {
  [Key in KeysThatMayLackAValue<Members>]?: Exclude<Members[Key], undefined>;
};

/**
 * The members that have a value. A member of `undefined` is not the same as none: it is a member to `Object.keys`, and
 * a type with an optional member refuses it (`exactOptionalPropertyTypes`).
 *
 * @param members - left as they are; `null`, `false`, 0 and '' are values
 */
export function defined<Members extends object>(members: Members): Defined<Members>;
export function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
