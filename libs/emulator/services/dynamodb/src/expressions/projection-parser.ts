import { refuseOverlaps } from './document-path';
import type { Placeholders } from './placeholders';
import type { DocumentPath } from './syntax-tree';
import { TokenReader } from './token-reader';

/** @throws ValidationException */
export function parseProjection(expression: string, placeholders: Placeholders): DocumentPath[] {
  return TokenReader.parse('ProjectionExpression', expression, placeholders, (reader) => {
    const paths = reader.list(() => reader.path());
    refuseOverlaps(paths);
    return paths;
  });
}
