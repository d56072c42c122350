import { SqlParseException } from './sql-parse-error';
import type { Comparison, Expression, FunctionName } from './statement';
import type { TokenStream } from './token-stream';

const comparisons = ['=', '<>', '<=', '>=', '<', '>'] as const satisfies readonly Comparison[];

/** Most and least number of arguments of each function that there is. */
const functions = new Map<string, { readonly name: FunctionName; readonly most: number }>([
  ['principal', { name: 'principal', most: 0 }],
  ['clientid', { name: 'clientid', most: 0 }],
  ['topic', { name: 'topic', most: 1 }],
  ['timestamp', { name: 'timestamp', most: 0 }],
]);

const constants = new Map<string, boolean | null>([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
]);

/** Words that begin something this engine does not run: named in the refusal instead of read as a path. */
const unsupported = new Set(['CASE', 'EXISTS', 'SELECT', 'VALUE', 'UNDEFINED']);

const deepestNesting = 64;

/**
 * Parses one expression, by precedence: OR, AND, NOT, comparison and IN, value.
 * @throws SqlParseException
 */
export function parseExpression(stream: TokenStream, depth = 0): Expression {
  if (depth > deepestNesting) {
    throw new SqlParseException('The expression is nested too deeply.');
  }
  let left = parseConjunction(stream, depth);
  while (stream.accept('OR')) {
    left = { kind: 'or', left, right: parseConjunction(stream, depth) };
  }
  return left;
}

function parseConjunction(stream: TokenStream, depth: number): Expression {
  let left = parseNegation(stream, depth);
  while (stream.accept('AND')) {
    left = { kind: 'and', left, right: parseNegation(stream, depth) };
  }
  return left;
}

function parseNegation(stream: TokenStream, depth: number): Expression {
  if (!stream.accept('NOT')) {
    return parseComparison(stream, depth);
  }
  if (depth > deepestNesting) {
    throw new SqlParseException('The expression is nested too deeply.');
  }
  return { kind: 'not', operand: parseNegation(stream, depth + 1) };
}

function parseComparison(stream: TokenStream, depth: number): Expression {
  const left = parseValue(stream, depth);
  const operator = comparisons.find((symbol) => stream.accept(symbol));
  if (operator) {
    return { kind: 'comparison', operator, left, right: parseValue(stream, depth) };
  }
  if (stream.accept('IN')) {
    return { kind: 'in', value: left, choices: parseList(stream, depth) };
  }
  return left;
}

function parseValue(stream: TokenStream, depth: number): Expression {
  if (stream.accept('(')) {
    const inner = parseExpression(stream, depth + 1);
    stream.expect(')');
    return inner;
  }
  if (stream.accept('-')) {
    const negative = stream.take();
    if (negative.kind === 'number') {
      return { kind: 'literal', value: -negative.value };
    }
    throw new SqlParseException(`Arithmetic is not supported (position ${negative.at}).`);
  }
  const token = stream.peek();
  if (token.kind === 'string' || token.kind === 'number') {
    stream.take();
    return { kind: 'literal', value: token.value };
  }
  if (token.kind !== 'word') {
    throw stream.unexpected('a value');
  }
  return parseNamed(stream, depth);
}

/** What begins with a word: a constant, a function call or a path into the payload. */
function parseNamed(stream: TokenStream, depth: number): Expression {
  const { text } = stream.take();
  const constant = constants.get(text.toUpperCase());
  if (constant !== undefined) {
    return { kind: 'literal', value: constant };
  }
  if (stream.accept('(')) {
    return parseCall(text, stream, depth);
  }
  if (unsupported.has(text.toUpperCase())) {
    throw new SqlParseException(`${text} is not supported.`);
  }
  const keys = [text];
  while (stream.accept('.')) {
    const key = stream.take();
    if (key.kind !== 'word') {
      throw new SqlParseException(`Expected a key after "." at position ${key.at}.`);
    }
    keys.push(key.text);
  }
  return { kind: 'path', keys };
}

function parseCall(text: string, stream: TokenStream, depth: number): Expression {
  const called = functions.get(text.toLowerCase());
  if (!called) {
    throw new SqlParseException(`The function ${text}() is not supported.`);
  }
  const args: Expression[] = [];
  if (!stream.accept(')')) {
    do {
      args.push(parseExpression(stream, depth + 1));
    } while (stream.accept(','));
    stream.expect(')');
  }
  if (args.length > called.most) {
    throw new SqlParseException(`${text}() takes at most ${called.most} arguments.`);
  }
  return { kind: 'call', name: called.name, args };
}

function parseList(stream: TokenStream, depth: number): Expression[] {
  stream.expect('(');
  const choices: Expression[] = [];
  do {
    choices.push(parseExpression(stream, depth + 1));
  } while (stream.accept(','));
  stream.expect(')');
  return choices;
}
