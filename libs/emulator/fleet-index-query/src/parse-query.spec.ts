import fc from 'fast-check';
import { InvalidQueryException, parseQuery } from './index';
import type { Query } from './index';

const equals = (field: string | undefined, text: string, number?: number): Query => ({
  kind: 'term',
  field,
  test: { kind: 'equals', value: { text, number } },
});
const a = equals('a', 'x');
const b = equals('b', 'y');
const c = equals('c', 'z');

function refusalOf(query: string): string {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof InvalidQueryException) {
      return error.message;
    }
    throw error;
  }
  return 'accepted';
}

describe('a fleet index query', () => {
  it.each<[string, Query]>([
    ['abc', equals(undefined, 'abc')],
    ['thingName:myThing-1', equals('thingName', 'myThing-1')],
    ['attributes.count : 75', equals('attributes.count', '75', 75)],
    ['attributes.count:-7.5e1', equals('attributes.count', '-7.5e1', -75)],
    ['attributes.code:007', equals('attributes.code', '007')],
    ['thingName:"a b AND *"', equals('thingName', 'a b AND *')],
    [String.raw`thingName:claim\:ab\*`, equals('thingName', 'claim:ab*')],
    [String.raw`thingName:"say \"x\""`, equals('thingName', 'say "x"')],
    [String.raw`\AND`, equals(undefined, 'AND')],
    ['android', equals(undefined, 'android')],
    ['connectivity.connected:*', { kind: 'term', field: 'connectivity.connected', test: { kind: 'exists' } }],
  ])('reads the term %s', (text, expected) => {
    expect(parseQuery(text)).toEqual(expected);
  });

  it('reads wildcards as such only where they are not escaped', () => {
    expect(parseQuery(String.raw`thingName:a*\*?`)).toMatchObject({
      test: {
        kind: 'pattern',
        pattern: [
          { kind: 'text', text: 'a' },
          { kind: 'any-characters' },
          { kind: 'text', text: '*' },
          { kind: 'one-character' },
        ],
      },
    });
  });

  it.each([
    ['a:[75 TO 80]', [75, true], [80, true]],
    ['a:{75 TO 80]', [75, false], [80, true]],
    ['a : [75 TO 80}', [75, true], [80, false]],
    ['a:{* TO 80}', undefined, [80, false]],
    ['a:[75 TO *]', [75, true], undefined],
    ['a:["75" TO "80"]', [75, true], [80, true]],
    ['a<80', undefined, [80, false]],
    ['a <= 80', undefined, [80, true]],
    ['a:>75', [75, false], undefined],
    ['a:(>=75)', [75, true], undefined],
  ])('reads the range %s', (text, lower, upper) => {
    const bound = (end: (number | boolean)[] | undefined) =>
      end && { text: String(end[0]), number: end[0], inclusive: end[1] };
    expect(parseQuery(text)).toEqual({
      kind: 'term',
      field: 'a',
      test: { kind: 'range', lower: bound(lower), upper: bound(upper) },
    });
  });

  it.each<[string, Query]>([
    ['a:x b:y', { kind: 'and', operands: [a, b] }],
    ['a:x AND b:y AND c:z', { kind: 'and', operands: [a, b, c] }],
    ['a:x OR b:y c:z', { kind: 'or', operands: [a, { kind: 'and', operands: [b, c] }] }],
    ['(a:x OR b:y) c:z', { kind: 'and', operands: [{ kind: 'or', operands: [a, b] }, c] }],
    ['a:x NOT b:y', { kind: 'and', operands: [a, { kind: 'not', operand: b }] }],
    ['NOT a:x OR b:y', { kind: 'or', operands: [{ kind: 'not', operand: a }, b] }],
    ['-a:x', { kind: 'not', operand: a }],
    ['NOT(a:x)', { kind: 'not', operand: a }],
    ['a:(x AND -y)', { kind: 'and', operands: [a, { kind: 'not', operand: equals('a', 'y') }] }],
    ['a:(x b:y)', { kind: 'and', operands: [a, b] }],
  ])('puts terms together: %s', (text, expected) => {
    expect(parseQuery(text)).toEqual(expected);
  });

  it.each([
    ['', 'The query is empty.'],
    ['   ', 'The query is empty.'],
    ['a:', 'Expected a term, found the end of the query.'],
    ['a:x AND', 'Expected a term, found the end of the query.'],
    ['OR a:x', 'Expected a term, found "OR" at position 0.'],
    ['a:x AND OR b:y', 'Expected a term, found "OR" at position 8.'],
    ['(a:x', 'Expected ")", found the end of the query.'],
    ['a:x)', 'Expected a term, found ")" at position 3.'],
    ['a:b:c', 'Expected a term, found ":" at position 3.'],
    ['a*:x', 'The field "a*" at position 0 has a wildcard; only values have them.'],
    ['"a:x', 'The phrase at position 0 has no end.'],
    ['a\\', 'The query ends with a backslash: it escapes nothing.'],
    ['[1 TO 2]', 'The range or comparison at position 0 needs a field in front of it.'],
    ['a:[1 2]', 'Expected "TO" between the ends of the range, found "2" at position 5.'],
    ['a:[1 TO 2', 'Expected "]" or "}", found the end of the query.'],
    ['a:[1* TO 2]', '"1*" at position 3 has a wildcard, which nothing can be compared with.'],
    ['a<5*', '"5*" at position 2 has a wildcard, which nothing can be compared with.'],
    ['a:b~2', 'The character "~" at position 3 is not supported; a value with it is put in quotes.'],
    ['a:x && b:y', 'The character "&" at position 4 is not supported; a value with it is put in quotes.'],
    ['a:*x b:*y', 'Only one term of a query can begin with a wildcard; in this one 2 do.'],
    [
      `a:*x b:${'y'.repeat(100)}`,
      'A query with a term that begins with a wildcard can have 100 characters; this one has 107.',
    ],
    ['x'.repeat(1001), 'A query can have 1000 characters; this one has 1001.'],
    ['x '.repeat(13), 'A query can have 12 terms; this one has 13.'],
    ['thingName:a\0*', 'A query cannot have the character U+0000.'],
    ['('.repeat(65), 'The query is nested too deeply.'],
  ])('refuses %j and says why', (query, message) => {
    expect(refusalOf(query)).toBe(message);
  });

  it('takes twelve terms', () => {
    expect(refusalOf('x '.repeat(12))).toBe('accepted');
  });

  it('answers or refuses any text, and fails for none', () => {
    const piece = fc.constantFrom(
      ...Array.from('ab1 :<>=()[]{}"\\*?-'),
      'AND ',
      'OR ',
      'NOT ',
      ' TO ',
      'ä',
      '💡',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          expect(typeof refusalOf(text)).toBe('string');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
