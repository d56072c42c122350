import { InvalidQueryException } from './invalid-query-exception';
import type { Query } from './query';
import { QueryReader } from './query-reader';
import { checkSize } from './query-size';
import { parseValueTest } from './parse-value-test';

const deepestNesting = 64;
/** What a field's name may end at, beside the colon. */
const comparisons = ['<', '>'];

/**
 * Parses a fleet index query (developer guide, query-syntax): AND binds closer than OR and is meant where nothing
 * stands between two terms; NOT and `-` bind closest.
 * @throws InvalidQueryException for what is no query, has more than 12 terms or more than 1,000 characters
 */
export function parseQuery(text: string): Query {
  checkSize(text);
  const reader = new QueryReader(text);
  if (reader.peek() === '') {
    throw new InvalidQueryException('The query is empty.');
  }
  const query = new QueryParser(reader).parse();
  checkSize(text, query);
  return query;
}

class QueryParser {
  private depth = 0;

  constructor(private readonly reader: QueryReader) {}

  parse(): Query {
    const query = this.alternatives(undefined);
    if (this.reader.peek() !== '') {
      throw this.reader.unexpected('a term');
    }
    return query;
  }

  /** @param field the field in front of the parentheses that this stands in */
  private alternatives(field: string | undefined): Query {
    const operands = [this.conjunction(field)];
    while (this.reader.acceptKeyword('OR')) {
      operands.push(this.conjunction(field));
    }
    return combined('or', operands);
  }

  private conjunction(field: string | undefined): Query {
    const operands = [this.negation(field)];
    for (;;) {
      if (!this.reader.acceptKeyword('AND') && !this.clauseFollows()) {
        break;
      }
      operands.push(this.negation(field));
    }
    return combined('and', operands);
  }

  private negation(field: string | undefined): Query {
    if (!this.reader.acceptKeyword('NOT') && !this.reader.accept('-')) {
      return this.clause(field);
    }
    return this.deeper(() => ({ kind: 'not', operand: this.negation(field) }));
  }

  private clause(field: string | undefined): Query {
    if (this.reader.accept('(')) {
      return this.group(field);
    }
    const ownField = this.fieldName();
    if (ownField !== undefined && this.reader.accept('(')) {
      return this.group(ownField);
    }
    const at = this.reader.position;
    const name = ownField ?? field;
    const test = parseValueTest(this.reader);
    if (test.kind === 'range' && name === undefined) {
      throw new InvalidQueryException(
        `The range or comparison at position ${at} needs a field in front of it.`,
      );
    }
    return { kind: 'term', field: name, test };
  }

  private group(field: string | undefined): Query {
    return this.deeper(() => {
      const inner = this.alternatives(field);
      if (!this.reader.accept(')')) {
        throw this.reader.unexpected('")"');
      }
      return inner;
    });
  }

  /** Takes a field's name and the colon behind it, or leaves what is there where it is no field. */
  private fieldName(): string | undefined {
    const begin = this.reader.position;
    if (['"', '[', '{', '<', '>', ''].includes(this.reader.peek())) {
      return undefined;
    }
    const { parts, source, at } = this.reader.word();
    const isComparison = comparisons.includes(this.reader.peek());
    if (!isComparison && !this.reader.accept(':')) {
      this.reader.returnTo(begin);
      return undefined;
    }
    const [name, ...others] = parts;
    if (name?.kind === 'text' && others.length === 0) {
      return name.text;
    }
    throw new InvalidQueryException(
      `The field "${source}" at position ${at} has a wildcard; only values have them.`,
    );
  }

  private clauseFollows(): boolean {
    const next = this.reader.peek();
    if (next === '' || next === ')') {
      return false;
    }
    const begin = this.reader.position;
    const isAlternative = this.reader.acceptKeyword('OR');
    this.reader.returnTo(begin);
    return !isAlternative;
  }

  private deeper<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > deepestNesting) {
      throw new InvalidQueryException('The query is nested too deeply.');
    }
    const result = parse();
    this.depth -= 1;
    return result;
  }
}

function combined(kind: 'and' | 'or', operands: readonly Query[]): Query {
  const [only, ...others] = operands;
  return only !== undefined && others.length === 0 ? only : { kind, operands };
}
