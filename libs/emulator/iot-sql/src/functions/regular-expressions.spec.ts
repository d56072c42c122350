import { parseStatement } from '../index';
import { valueOfExpression } from '../testing/rule-message';

describe('regular expressions in rules', () => {
  it.each<[expression: string, result: unknown]>([
    // The examples of the developer guide's page iot-sql-functions.
    ['regexp_matches("aaaa", "a{2,}")', true],
    ['regexp_matches("aaaa", "b")', false],
    ['regexp_replace("abcd", "bc", "x")', 'axd'],
    ['regexp_replace("abcd", "b(.*)d", "$1")', 'ac'],
    ['regexp_substr("hihihello", "hi")', 'hi'],
    ['regexp_substr("hihihello", "(hi)*")', 'hihi'],
    // Its tables.
    ['regexp_matches(12.5, "2.5$")', true],
    [`regexp_matches(['a'], '"a"')`, true],
    ['regexp_matches(null, "a")', undefined],
    ['regexp_matches("null", null)', undefined],
    ['regexp_matches("a1", 1)', true],
    ['regexp_matches("a", "(")', undefined],
    ['regexp_substr("a", "[")', undefined],
    ['regexp_substr("a", "b")', undefined],
    ['regexp_replace("abab", "(?P<x>a)", "<$1>")', '<a>b<a>b'],
    ['regexp_replace("abc", "b", "$2")', undefined],
    ['regexp_replace("abc", "b", 5)', 'a5c'],
    ['regexp_replace("abc", "b", null)', undefined],
  ])('%s = %j', (expression, result) => {
    expect(valueOfExpression(expression)).toEqual(result);
  });

  it('find no way to stop the broker: their time grows with the length of the text alone', () => {
    const text = `${'a'.repeat(50_000)}!`;
    expect(valueOfExpression("regexp_matches(text, '^(a+)+$')", { text })).toBe(false);
    expect(valueOfExpression("regexp_matches(text, '(a|aa)+$')", { text })).toBe(false);
    const short = 'a'.repeat(5_000);
    expect(valueOfExpression("length(regexp_replace(text, 'a.*b|a', 'xx'))", { text: short })).toBe(10_000);
  });

  it('are stopped when a device sends patterns and texts that cost too much', () => {
    const text = 'a'.repeat(100_001);
    const pattern = `(${'[a-z]?'.repeat(15)}){900}b`;
    expect(() => valueOfExpression('regexp_matches(text, text)', { text })).toThrow('too long');
    expect(() => valueOfExpression('regexp_matches(text, pattern)', { text, pattern })).toThrow('steps');
    const letters = `[${'\\pL'.repeat(20_000)}]`;
    expect(() => valueOfExpression('regexp_matches(text, letters)', { text: 'a', letters })).toThrow('steps');
    expect(() => valueOfExpression("regexp_replace(text, 'a', 'b')", { text })).toThrow('steps');
    const short = { text: 'a'.repeat(1_000), long: 'b'.repeat(100_000) };
    expect(() => valueOfExpression("regexp_replace(text, 'a', long)", short)).toThrow('characters');
  });

  it('are stopped when a rule asks for many of them', () => {
    const text = 'a'.repeat(5_000);
    const calls = Array(200).fill("regexp_matches(text, '^(a?){20}b$')").join(' AND ');
    expect(() => valueOfExpression(calls, { text })).toThrow('steps');
  });

  it.each(['a(?=b)', '(?<!a)b', '(a)\\1', 'a++', '(?>a)', '[a-z&&[^b]]', 'a{2000}', '(a{100}){100}'])(
    'are refused when the rule is made, if only Java knows them: %s',
    (pattern) => {
      const refused = /regexp_substr\(\): .*(not supported|too long|&&)/;
      expect(() =>
        parseStatement(`SELECT regexp_substr(a, '${pattern}') AS b FROM 'a'`, '2016-03-23'),
      ).toThrow(refused);
      expect(() => valueOfExpression('regexp_substr(a, p)', { a: 'x', p: pattern })).toThrow(
        /not supported|too long/,
      );
    },
  );
});
