/**
 * The statement is not IoT SQL, or uses a part of it that this engine does not run. CreateTopicRule answers
 * with AWS's exception of this name.
 */
export class SqlParseException extends Error {
  override readonly name = 'SqlParseException';
}
