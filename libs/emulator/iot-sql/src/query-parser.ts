import { deeper, needsSecondVersion, parseInner } from './parsing';
import type { Parsing } from './parsing';
import { parseSelectClause } from './select-parser';
import type { NestedQuery } from './statement';

/**
 * Parses a SELECT in parentheses, behind its first word.
 * @throws SqlParseException
 */
export function parseNestedQuery(parsing: Parsing): NestedQuery {
  needsSecondVersion(parsing, 'Nested queries');
  const { stream } = parsing;
  const select = parseSelectClause(deeper(parsing));
  stream.expect('FROM');
  const from = parseInner(parsing);
  const where = stream.accept('WHERE') ? parseInner(parsing) : undefined;
  return { select, from, where };
}
