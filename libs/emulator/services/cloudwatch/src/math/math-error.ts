/** An expression of metric math that cannot be read or worked out; the message says why. */
export class MathError extends Error {
  override readonly name = 'MathError';
}
