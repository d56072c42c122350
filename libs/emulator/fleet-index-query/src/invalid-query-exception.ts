/**
 * The text is not a fleet index query, or uses a part of the syntax that AWS IoT does not have. SearchIndex
 * answers with AWS's exception of this name. Positions in its messages count characters from 0.
 */
export class InvalidQueryException extends Error {
  override readonly name = 'InvalidQueryException';
}
