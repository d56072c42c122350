import { InvalidQueryException } from './invalid-query-exception';
import type { Query, Term } from './query';

const mostTerms = 12;
/** AWS IoT Device Management quotas: characters of a query. */
const mostCharacters = 1_000;
/** Where a term begins with a wildcard (developer guide, query-syntax). */
const mostCharactersWithLeadingWildcard = 100;

/**
 * Checks a query's length, and where it is parsed already, its terms.
 * @throws InvalidQueryException
 */
export function checkSize(text: string, query?: Query): void {
  if (text.length > mostCharacters) {
    throw new InvalidQueryException(
      `A query can have ${mostCharacters} characters; this one has ${text.length}.`,
    );
  }
  // No value of the registry has one, and databases differ in what they make of it.
  if (text.includes('\0')) {
    throw new InvalidQueryException('A query cannot have the character U+0000.');
  }
  const terms = query ? termsOf(query) : [];
  if (terms.length > mostTerms) {
    throw new InvalidQueryException(`A query can have ${mostTerms} terms; this one has ${terms.length}.`);
  }
  const leading = terms.filter(beginsWithWildcard).length;
  if (leading > 1) {
    throw new InvalidQueryException(
      `Only one term of a query can begin with a wildcard; in this one ${leading} do.`,
    );
  }
  if (leading === 1 && text.length > mostCharactersWithLeadingWildcard) {
    throw new InvalidQueryException(
      `A query with a term that begins with a wildcard can have ${mostCharactersWithLeadingWildcard} characters; ` +
        `this one has ${text.length}.`,
    );
  }
}

function termsOf(query: Query): readonly Term[] {
  switch (query.kind) {
    case 'term':
      return [query];
    case 'not':
      return termsOf(query.operand);
    default:
      return query.operands.flatMap(termsOf);
  }
}

function beginsWithWildcard({ test }: Term): boolean {
  return test.kind === 'pattern' && test.pattern[0]?.kind !== 'text';
}
