/** An option with a value that is not legal. */
export class InvalidOptionError extends Error {
  override readonly name = 'InvalidOptionError';
}
