import fc from 'fast-check';
import { RequestContext } from '../context';
import { holds } from './evaluate-condition';
import { parseConditions } from './parse-condition';

type Keys = Readonly<Record<string, string | readonly string[]>>;

function check(
  operator: string,
  expected: unknown,
  keys: Keys,
  version: '2008-10-17' | '2012-10-17' = '2012-10-17',
) {
  const [condition] = parseConditions({ [operator]: { 'k:v': expected } }, version, 'Condition');
  return condition !== undefined && holds(condition, new RequestContext(() => Object.entries(keys)));
}

describe('a condition', () => {
  it.each([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', 'johndoe', 'JohnDoe', true],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringLike', ['', 'home/', 'home/*'], '', true],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringLike', '${*}', 'x', false],
    ['StringNotLike', 'a*', 'abc', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericLessThanEquals', 10, '11', false],
    ['NumericNotEquals', 10, '10.0', false],
    ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-01-02T00:00:00Z', true],
    ['DateGreaterThan', '2020-01-01T00:00:01Z', '2019-12-31T23:59:59Z', false],
    ['DateNotEquals', '2026-01-01', '2026-01-02', true],
    ['Bool', 'false', 'false', true],
    ['Bool', false, 'true', false],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ4', false],
    ['BinaryEquals', 'no base64', '', false],
    ['BinaryEquals', '', 'no base64', false],
    ['BinaryEquals', '!', '!', false],
    ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '203.0.113.7', true],
    ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::9', true],
    ['IpAddress', '203.0.113.7', '203.0.113.8', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.7', false],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.7', true],
    ['ArnEquals', 'arn:aws:sns:*:123456789012:t-*', 'arn:aws:sns:eu-west-1:123456789012:t-1', true],
    ['ArnLike', 'arn:aws:sns:*:123456789012:t-*', 'arn:aws:sns:eu-west-1:999999999999:t-1', false],
    ['ArnNotEquals', 'arn:aws:iam::444455556666:user/u', 'arn:aws:iam::444455556666:user/u', false],
    ['ArnNotLike', 'arn:aws:iam::444455556666:user/u', 'arn:aws:iam::444455556666:user/v', true],
    ['ArnLike', '*', 'arn:aws:s3:::b', true],
  ])('%s %j against %j: %s', (operator, expected, actual, result) => {
    expect(check(operator, expected, { 'k:v': actual })).toBe(result);
  });

  it.each([
    ['StringEquals', 'a', false],
    ['StringNotEquals', 'a', true],
    ['StringNotLike', 'a', true],
    ['ArnNotLike', 'arn:aws:s3:::b', true],
    ['ArnLike', 'arn:aws:s3:::b', false],
    ['NotIpAddress', '192.0.2.1', true],
    ['BinaryEquals', 'QQ==', false],
    ['StringLikeIfExists', 'a', true],
    ['StringNotEqualsIfExists', 'a', true],
    ['NumericLessThanIfExists', 3, true],
    ['ForAllValues:StringEquals', 'a', true],
    ['ForAllValues:StringNotEquals', 'a', true],
    ['ForAnyValue:StringEquals', 'a', false],
    ['ForAnyValue:StringNotEquals', 'a', false],
    ['ForAnyValue:StringEqualsIfExists', 'a', true],
    ['Null', 'true', true],
    ['Null', true, true],
    ['Null', 'TRUE', true],
    ['Null', 'false', false],
    ['Null', ['false', 'true'], true],
  ])('%s %j without the key: %s', (operator, expected, result) => {
    expect(check(operator, expected, {})).toBe(result);
    expect(check(operator, expected, { 'k:v': [] })).toBe(result);
  });

  it.each([
    ['ForAllValues:StringEquals', 'a', true],
    ['ForAnyValue:StringEquals', '', false],
    ['ForAnyValue:StringNotEquals', 'a', false],
    ['ForAnyValue:StringEqualsIfExists', 'a', false],
    ['StringEquals', '', true],
    ['StringEquals', 'a', false],
    ['Null', 'true', true],
    ['Null', 'false', false],
  ])('%s %j with an empty value, which is null to sets: %s', (operator, expected, result) => {
    expect(check(operator, expected, { 'k:v': '' })).toBe(result);
  });

  it.each([
    ['ForAllValues:StringEquals', ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a'], false],
    ['ForAllValues:StringLike', ['?'], true],
    ['ForAllValues:StringNotEquals', ['c'], true],
    ['ForAllValues:StringNotEquals', ['b'], false],
    ['ForAnyValue:StringEquals', ['b', 'x'], true],
    ['ForAnyValue:StringEquals', ['x'], false],
    ['ForAnyValue:StringNotEquals', ['a'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], false],
    ['StringEquals', ['b'], true],
    ['StringNotEquals', ['b'], false],
    ['Null', 'false', true],
  ])('%s %j against the values a and b: %s', (operator, expected, result) => {
    expect(check(operator, expected, { 'k:v': ['a', 'b'] })).toBe(result);
  });

  it('finds its key whatever the case of its name', () => {
    expect(check('StringEquals', 'x', { 'K:V': 'x' })).toBe(true);
  });

  // User guide, "Policy variables with no value".
  it('equals nothing with a variable that has no value, so that a negated operator holds', () => {
    expect(check('StringEquals', '${aws:PrincipalTag/Team}', { 'k:v': 'a' })).toBe(false);
    expect(check('StringLike', '${aws:PrincipalTag/Team}*', { 'k:v': 'a' })).toBe(false);
    expect(check('StringNotEquals', '${aws:PrincipalTag/Team}', { 'k:v': 'a' })).toBe(true);
    expect(check('ArnNotLike', 'arn:aws:s3:::${aws:PrincipalTag/Team}', { 'k:v': 'a' })).toBe(true);
  });

  it.each([
    ['StringEquals', '${other:key}', 'a', 'a'],
    ['StringLike', '${other:key}*', 'ab', 'a'],
    ['StringEqualsIgnoreCase', '${other:key}', 'a', 'A'],
    ['Bool', '${other:key}', 'true', 'true'],
    ['ArnEquals', 'arn:aws:s3:::${other:key}', 'arn:aws:s3:::b', 'b'],
  ])('%s replaces the variable in %s', (operator, expected, actual, value) => {
    expect(check(operator, expected, { 'k:v': actual, 'other:key': value })).toBe(true);
    expect(check(operator, expected, { 'k:v': actual, 'other:key': 'z' })).toBe(false);
  });

  it.each([
    ['NumericEquals', '5'],
    ['DateEquals', '2026-01-01'],
    ['IpAddress', '192.0.2.1'],
    ['BinaryEquals', 'QQ=='],
  ])('%s takes a variable for ordinary text', (operator, value) => {
    expect(check(operator, '${other:key}', { 'k:v': value, 'other:key': value })).toBe(false);
    expect(check(operator, '${', { 'k:v': value })).toBe(false);
  });

  it('has no variables in the older version of the language', () => {
    const keys = { 'k:v': '${aws:username}', 'aws:username': 'ann' };
    expect(check('StringEquals', '${aws:username}', keys, '2008-10-17')).toBe(true);
    expect(check('StringEquals', '${aws:username}', keys)).toBe(false);
  });

  it('with a negation is the opposite of the one without, where there is one value', () => {
    const pairs = [
      ['StringEquals', 'StringNotEquals'],
      ['StringLike', 'StringNotLike'],
      ['ArnLike', 'ArnNotLike'],
      ['NumericEquals', 'NumericNotEquals'],
    ] as const;
    const text = fc.constantFrom('a', '1', '*', 'a*', 'arn:aws:s3:::b', 'arn:aws:s3:::*', '${x:y}', '');
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.array(text, { minLength: 1 }),
        text,
        ([one, other], values, actual) => {
          expect(check(one, values, { 'k:v': actual })).toBe(!check(other, values, { 'k:v': actual }));
        },
      ),
    );
  });
});

describe('a block of conditions', () => {
  const parse = (block: Record<string, unknown>) => parseConditions(block, '2012-10-17', 'Condition');

  it('has one for each operator and key, with the names as they are written', () => {
    const block = {
      'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': 'a', 'S3:x': ['b', 'c'] },
      Null: { k: true },
    };
    expect(
      parse(block).map(({ name, qualifier, ifExists, key, values }) => [
        name,
        qualifier,
        ifExists,
        key,
        values.map(({ text }) => text),
      ]),
    ).toEqual([
      ['ForAnyValue:StringLikeIfExists', 'ForAnyValue', true, 'aws:TagKeys', ['a']],
      ['ForAnyValue:StringLikeIfExists', 'ForAnyValue', true, 'S3:x', ['b', 'c']],
      ['Null', undefined, false, 'k', ['true']],
    ]);
  });

  it.each([
    'stringequals',
    'StringEquals ',
    'StringMatches',
    'NullIfExists',
    'ForAllValues:Null',
    'ForSomeValues:StringEquals',
    'x:ForAllValues:StringEquals',
    'StringEqualsIfExistsIfExists',
    'constructor',
    '',
  ])('knows no operator %j', (operator) => {
    expect(() => parse({ [operator]: { k: 'x' } })).toThrow(
      new Error(`Condition.${operator}: is not a condition operator of IAM`),
    );
  });

  it.each([
    [{ Bool: 'x' }, 'Condition.Bool: must map context keys to values'],
    [{ Bool: [] }, 'Condition.Bool: must map context keys to values'],
    [{ Bool: { k: [] } }, 'Condition.Bool.k: must be a value or a list of values, at least one'],
    [{ Bool: { k: {} } }, 'Condition.Bool.k: must be a value or a list of values, at least one'],
    [{ Bool: { k: null } }, 'Condition.Bool.k: must be a value or a list of values, at least one'],
    [
      { StringLike: { k: ['a', '${'] } },
      'Condition.StringLike.k: a policy variable is not closed: "}" is missing',
    ],
  ])('is refused at its path: %j', (block, message) => {
    expect(() => parse(block)).toThrow(new Error(message));
  });
});
