/** A statement that costs more for one message than this engine gives: neither a rule nor a device may stop the broker. */
export class EvaluationLimitError extends Error {
  override readonly name = 'EvaluationLimitError';
}
