/** A fault that cannot be added; the message says why, and what there is instead. */
export class ImpossibleFaultError extends Error {
  override readonly name = 'ImpossibleFaultError';
}
