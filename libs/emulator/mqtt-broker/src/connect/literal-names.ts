/**
 * aedes keeps what it looks up by names of devices in plain objects. Without a prototype, `constructor` is a name like
 * any other there.
 * @throws when this version of aedes keeps them elsewhere
 */
export function takeNamesLiterally(owner: object, member: string): void {
  const byName: unknown = Reflect.get(owner, member);
  if (typeof byName !== 'object' || byName === null) {
    throw new Error(`aedes has no object ${member}: its version has changed.`);
  }
  Object.setPrototypeOf(byName, null);
}
