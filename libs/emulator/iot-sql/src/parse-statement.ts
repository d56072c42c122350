import { parseExpression } from './expression-parser';
import { needsSecondVersion, parseInner } from './parsing';
import type { Parsing } from './parsing';
import { parseSelectClause } from './select-parser';
import { SqlParseException } from './sql-parse-error';
import type { SqlVersion } from './sql-version';
import type { Statement, Variable } from './statement';
import { TokenStream } from './token-stream';

/** Longer statements are refused before they are read. */
const longestStatement = 64 * 1024;

/**
 * Parses a rule query statement: SET, SELECT, FROM with a quoted topic filter, WHERE.
 * @throws SqlParseException that names what is wrong, or what is not supported
 */
export function parseStatement(sql: string, version: SqlVersion): Statement {
  const stream = streamOf(sql);
  const start = { stream, version, variables: new Set<string>(), depth: 0, expression: parseExpression };
  const variables = stream.accept('SET') ? parseVariables(start) : [];
  const parsing = { ...start, variables: new Set(variables.map(({ name }) => name)) };
  stream.expect('SELECT');
  const select = parseSelectClause(parsing);
  const from = stream.accept('FROM') ? parseTopicFilter(stream) : undefined;
  const where = stream.accept('WHERE') ? parseInner(parsing) : undefined;
  stream.expectEnd();
  return { version, variables, select, from, where };
}

/** @throws SqlParseException when there are too many characters to read */
function streamOf(sql: string): TokenStream {
  if (sql.length > longestStatement) {
    throw new SqlParseException('The statement is too long.');
  }
  return new TokenStream(sql);
}

/**
 * Developer guide, iot-sql-set. Guessed: a variable can use those before it only, and SET needs version 2016-03-23.
 */
function parseVariables(parsing: Parsing): Variable[] {
  needsSecondVersion(parsing, 'SET clauses');
  const { stream } = parsing;
  const names = new Set<string>();
  const found: Variable[] = [];
  do {
    const { kind, text, at } = stream.take();
    const name = text.slice(1);
    if (kind !== 'variable') {
      throw new SqlParseException(`SET needs a variable such as @name, found ${text} at position ${at}.`);
    }
    if (names.has(name)) {
      throw new SqlParseException(`SET defines the variable ${text} twice (position ${at}).`);
    }
    stream.expect('=');
    found.push({ name, value: parseInner({ ...parsing, variables: names }) });
    names.add(name);
  } while (stream.accept(','));
  return found;
}

function parseTopicFilter(stream: TokenStream): string {
  const token = stream.take();
  if (token.kind !== 'string' || !token.text.startsWith("'")) {
    throw new SqlParseException(`FROM needs a topic filter in single quotes, found ${token.text}.`);
  }
  checkTopicFilter(token.value);
  return token.value;
}

function checkTopicFilter(filter: string): void {
  const levels = filter.split('/');
  const misplaced = levels.find(
    (level, index) =>
      (level.includes('#') && (level !== '#' || index < levels.length - 1)) ||
      (level.includes('+') && level !== '+'),
  );
  if (filter === '' || misplaced !== undefined) {
    throw new SqlParseException(`FROM '${filter}' is not a valid topic filter.`);
  }
  if (filter.startsWith('$aws/rules/')) {
    throw new SqlParseException('A rule cannot read Basic Ingest topics.');
  }
}
