/** A reason not to run that the user can do something about: a sentence, no stack trace. */
export class CannotServeError extends Error {
  override readonly name = 'CannotServeError';
}
