import { InvalidQueryException } from './invalid-query-exception';
import type { Bound, Literal, ValueTest } from './query';
import type { QueryReader, Word } from './query-reader';
import { recognizedNumber } from './recognized-number';

const keywords = new Set(['AND', 'OR', 'NOT']);

/**
 * Parses what stands behind a field, or alone: a term, a phrase, a range or a comparison.
 * @throws InvalidQueryException
 */
export function parseValueTest(reader: QueryReader): ValueTest {
  return parseComparison(reader) ?? parseRange(reader) ?? parseTerm(reader);
}

function parseComparison(reader: QueryReader): ValueTest | undefined {
  const operator = ['<=', '>=', '<', '>'].find((symbol) => reader.accept(symbol));
  if (operator === undefined) {
    return undefined;
  }
  const bound = { ...parseLiteral(reader), inclusive: operator.endsWith('=') };
  const isUpper = operator.startsWith('<');
  return { kind: 'range', lower: isUpper ? undefined : bound, upper: isUpper ? bound : undefined };
}

function parseRange(reader: QueryReader): ValueTest | undefined {
  const includesLower = reader.accept('[');
  if (!includesLower && !reader.accept('{')) {
    return undefined;
  }
  const lower = parseEnd(reader);
  if (!reader.acceptKeyword('TO')) {
    throw reader.unexpected('"TO" between the ends of the range');
  }
  const upper = parseEnd(reader);
  const includesUpper = reader.accept(']');
  if (!includesUpper && !reader.accept('}')) {
    throw reader.unexpected('"]" or "}"');
  }
  return { kind: 'range', lower: bounded(lower, includesLower), upper: bounded(upper, includesUpper) };
}

function bounded(end: Literal | undefined, inclusive: boolean): Bound | undefined {
  return end && { ...end, inclusive };
}

/** Answers undefined for `*`: open to this side. */
function parseEnd(reader: QueryReader): Literal | undefined {
  const begin = reader.position;
  if (reader.peek() !== '*') {
    return parseLiteral(reader);
  }
  if (isAnything(reader.word())) {
    return undefined;
  }
  reader.returnTo(begin);
  return parseLiteral(reader);
}

function parseTerm(reader: QueryReader): ValueTest {
  const phrase = reader.phrase();
  if (phrase !== undefined) {
    return { kind: 'equals', value: literalOf(phrase) };
  }
  const word = reader.word();
  if (keywords.has(word.source)) {
    throw new InvalidQueryException(`Expected a term, found "${word.source}" at position ${word.at}.`);
  }
  if (isAnything(word)) {
    return { kind: 'exists' };
  }
  const [first, ...others] = word.parts;
  if (first?.kind === 'text' && others.length === 0) {
    return { kind: 'equals', value: literalOf(first.text) };
  }
  return { kind: 'pattern', pattern: word.parts };
}

/** A value that cannot have wildcards. */
function parseLiteral(reader: QueryReader): Literal {
  const phrase = reader.phrase();
  if (phrase !== undefined) {
    return literalOf(phrase);
  }
  const { parts, source, at } = reader.word();
  const [first, ...others] = parts;
  if (first?.kind === 'text' && others.length === 0) {
    return literalOf(first.text);
  }
  throw new InvalidQueryException(
    `"${source}" at position ${at} has a wildcard, which nothing can be compared with.`,
  );
}

function literalOf(text: string): Literal {
  return { text, number: recognizedNumber(text) };
}

function isAnything(word: Word): boolean {
  return word.parts.every((part) => part.kind === 'any-characters');
}
