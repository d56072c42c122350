/** AWS answered without what it promises to answer. */
export class IncompleteAnswerError extends Error {
  override readonly name = 'IncompleteAnswerError';
}
