import { parseExpression } from './expression-parser';
import { SqlParseException } from './sql-parse-error';
import type { Expression, Selection, Statement } from './statement';
import { TokenStream } from './token-stream';

/** Longer statements are refused before they are read. */
const longestStatement = 64 * 1024;

/**
 * Parses a rule query statement as far as this engine runs it: a SELECT list of `*`, payload paths, literals and
 * the functions principal, clientid, topic and timestamp, each with AS; FROM a quoted topic filter; WHERE with
 * comparisons, IN, AND, OR, NOT and parentheses.
 * @throws SqlParseException that names what is wrong, or what is not supported
 */
export function parseStatement(sql: string): Statement {
  if (sql.length > longestStatement) {
    throw new SqlParseException('The statement is too long.');
  }
  const stream = new TokenStream(sql);
  stream.expect('SELECT');
  const select = [parseSelection(stream)];
  while (stream.accept(',')) {
    select.push(parseSelection(stream));
  }
  const from = stream.accept('FROM') ? parseTopicFilter(stream) : undefined;
  const where: Expression | undefined = stream.accept('WHERE') ? parseExpression(stream) : undefined;
  if (stream.peek().kind !== 'end') {
    throw stream.unexpected('the end of the statement');
  }
  return { select, from, where };
}

function parseSelection(stream: TokenStream): Selection {
  if (stream.accept('*')) {
    return { kind: 'everything' };
  }
  const start = stream.peek();
  const value = parseExpression(stream);
  const source = stream.textSince(start);
  if (stream.accept('AS')) {
    const alias = stream.take();
    if (alias.kind === 'word') {
      return { kind: 'value', key: alias.text, value };
    }
    throw new SqlParseException(`Expected a name after AS, found ${alias.text} at position ${alias.at}.`);
  }
  // A path is known by its last key, as in SELECT color.red.
  const key = value.kind === 'path' ? value.keys.at(-1) : source;
  return { kind: 'value', key: key ?? source, value };
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
