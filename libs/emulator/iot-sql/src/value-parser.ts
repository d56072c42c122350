import { parseCall } from './call-parser';
import { needsSecondVersion, parseInner, parseList } from './parsing';
import type { Parsing } from './parsing';
import { parseNestedQuery } from './query-parser';
import { SqlParseException } from './sql-parse-error';
import type { Expression } from './statement';

const constants = new Map<string, boolean | null>([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
]);

/**
 * Words of the language, and of SQL elsewhere: named in the refusal instead of read as a path. Guessed of AWS: a key
 * of the payload with such a name is read with `get(*, "value")`.
 */
const reserved = new Set([
  ...['AND', 'AS', 'CASE', 'ELSE', 'END', 'EXISTS', 'FROM', 'IN', 'NOT', 'OR', 'SELECT', 'SET', 'THEN'],
  ...['UNDEFINED', 'VALUE', 'WHEN', 'WHERE'],
]);

/**
 * Parses a value, and the members that are read of it: `decode(a, 'base64').b`.
 * @throws SqlParseException
 */
export function parseValue(parsing: Parsing): Expression {
  const { stream } = parsing;
  const value = parseBareValue(parsing);
  const keys = value.kind === 'path' ? [...value.keys] : [];
  while (stream.accept('.')) {
    keys.push(parseKey(parsing));
  }
  const { kind, text, at } = stream.peek();
  if (kind === 'symbol' && text === '[') {
    throw new SqlParseException(
      `[ ] behind a value is not supported (position ${at}); write get(value, index).`,
    );
  }
  if (value.kind === 'path') {
    return { kind: 'path', keys };
  }
  return keys.length === 0 ? value : { kind: 'member', of: value, keys };
}

function parseKey({ stream }: Parsing): string {
  const key = stream.take();
  if (key.kind !== 'word') {
    throw new SqlParseException(
      `Expected a key after "." at position ${key.at}; write get(value, "key") for one that is no word.`,
    );
  }
  return key.text;
}

function parseBareValue(parsing: Parsing): Expression {
  const { stream } = parsing;
  if (stream.accept('(')) {
    return parseParenthesis(parsing);
  }
  if (stream.accept('-')) {
    return parseNegative(parsing);
  }
  if (stream.accept('[')) {
    needsSecondVersion(parsing, 'Array literals');
    return { kind: 'array', items: parseList(parsing, ']', () => parseInner(parsing)) };
  }
  if (stream.accept('{')) {
    needsSecondVersion(parsing, 'Object literals');
    return { kind: 'object', members: parseList(parsing, '}', () => parseMember(parsing)) };
  }
  const token = stream.peek();
  if (token.kind === 'string' || token.kind === 'number') {
    stream.take();
    return { kind: 'literal', value: token.value };
  }
  if (token.kind === 'variable') {
    return parseVariable(parsing);
  }
  if (token.kind !== 'word') {
    throw stream.unexpected('a value');
  }
  return parseNamed(parsing);
}

function parseParenthesis(parsing: Parsing): Expression {
  const { stream } = parsing;
  const inner: Expression = stream.accept('SELECT')
    ? { kind: 'query', query: parseNestedQuery(parsing) }
    : parseInner(parsing);
  stream.expect(')');
  return inner;
}

function parseNegative({ stream }: Parsing): Expression {
  const negative = stream.take();
  if (negative.kind === 'number') {
    return { kind: 'literal', value: -negative.value };
  }
  throw new SqlParseException(
    `A sign is supported in front of a number only (position ${negative.at}); write 0 - value.`,
  );
}

function parseMember(parsing: Parsing): [string, Expression] {
  const key = parsing.stream.take();
  if (key.kind !== 'string') {
    throw new SqlParseException(
      `The keys of an object literal are in quotes; found ${key.text} at position ${key.at}.`,
    );
  }
  parsing.stream.expect(':');
  return [key.value, parseInner(parsing)];
}

function parseVariable({ stream, variables }: Parsing): Expression {
  const { text, at } = stream.take();
  const name = text.slice(1);
  if (!variables.has(name)) {
    throw new SqlParseException(`SET does not define the variable ${text} (position ${at}).`);
  }
  return { kind: 'variable', name };
}

/** What begins with a word: a constant, CASE, a function call or a path into the payload. */
function parseNamed(parsing: Parsing): Expression {
  const { stream } = parsing;
  const { text } = stream.take();
  const word = text.toUpperCase();
  const constant = constants.get(word);
  if (constant !== undefined) {
    return { kind: 'literal', value: constant };
  }
  if (word === 'CASE') {
    return parseCase(parsing);
  }
  if (reserved.has(word)) {
    throw new SqlParseException(
      `${text} is not supported here. If it is a key of the payload, write get(*, "${text}").`,
    );
  }
  return stream.accept('(') ? parseCall(text, parsing) : { kind: 'path', keys: [text] };
}

/** Developer guide, iot-sql-case. */
function parseCase(parsing: Parsing): Expression {
  const { stream } = parsing;
  const value = parseInner(parsing);
  const branches: { when: Expression; then: Expression }[] = [];
  stream.expect('WHEN');
  do {
    const when = parseInner(parsing);
    stream.expect('THEN');
    branches.push({ when, then: parseInner(parsing) });
  } while (stream.accept('WHEN'));
  const otherwise = stream.accept('ELSE') ? parseInner(parsing) : undefined;
  stream.expect('END');
  return { kind: 'case', value, branches, otherwise };
}
