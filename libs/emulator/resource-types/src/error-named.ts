/**
 * Whether AWS answered with this error. Told by its name: its class would bring the whole client of the SDK along, for
 * every start of a cloud.
 */
export function isErrorNamed(name: string, error: unknown): error is Error {
  return error instanceof Error && error.name === name;
}
