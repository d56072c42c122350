import { SqlParseException } from './sql-parse-error';
import { isSecondVersion } from './sql-version';
import type { SqlVersion } from './sql-version';
import type { Expression } from './statement';
import type { TokenStream } from './token-stream';

const deepestNesting = 64;

/** What the parser of a part is given: the tokens, and what is around the part. */
export interface Parsing {
  readonly stream: TokenStream;
  readonly version: SqlVersion;
  /** Names of the variables that are defined so far. */
  readonly variables: ReadonlySet<string>;
  readonly depth: number;
  /** Parses a whole expression. Handed on, because expressions contain each other. */
  readonly expression: (parsing: Parsing) => Expression;
}

/**
 * Parses the expression inside of another one.
 * @throws SqlParseException when it is nested too deeply
 */
export function parseInner(parsing: Parsing): Expression {
  return parsing.expression(deeper(parsing));
}

/** @throws SqlParseException */
export function deeper(parsing: Parsing): Parsing {
  if (parsing.depth >= deepestNesting) {
    throw new SqlParseException('The expression is nested too deeply.');
  }
  return { ...parsing, depth: parsing.depth + 1 };
}

/** Parses what is between two symbols, separated by commas; the first symbol has been taken. */
export function parseList<Item>({ stream }: Parsing, end: string, parseItem: () => Item): Item[] {
  const items: Item[] = [];
  if (!stream.accept(end)) {
    do {
      items.push(parseItem());
    } while (stream.accept(','));
    stream.expect(end);
  }
  return items;
}

/**
 * The guide says of which version a part is. Guessed: a rule of the version before is refused when it is made.
 * @throws SqlParseException
 */
export function needsSecondVersion({ version }: Parsing, what: string): void {
  if (!isSecondVersion(version)) {
    throw new SqlParseException(`${what} need awsIotSqlVersion 2016-03-23; the rule has ${version}.`);
  }
}
