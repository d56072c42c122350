/** The roles of all actions of a rule, however deep in them. */
export function rolesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    key === 'roleArn' && typeof member === 'string' ? [member] : rolesIn(member),
  );
}
