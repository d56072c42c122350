import fc from 'fast-check';
import { connectionContext } from '../context';
import type { Connection } from '../context';
import { holds } from './evaluate';
import { parseConditions } from './parse';

type Keys = NonNullable<Connection['keys']>;

function check(operator: string, expected: unknown, keys: Keys): boolean {
  const [condition] = parseConditions({ [operator]: { k: expected } }, 'Condition');
  return condition !== undefined && holds(condition, connectionContext({ clientId: 'me', keys }));
}

describe('a condition', () => {
  it.each([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a*', 'a*', true],
    ['StringEquals', 'a?', 'a?', true],
    ['StringEquals', 'a?', 'a', false],
    ['StringEquals', '${iot:ClientId}', 'me', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringEqualsIgnoreCase', 'A', 'a', true],
    ['StringEqualsIgnoreCase', 'a', 'b', false],
    ['StringNotEqualsIgnoreCase', 'A', 'a', false],
    ['StringNotEqualsIgnoreCase', 'a', 'b', true],
    ['StringNotLike', 'a*', 'b', true],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringLike', '${*}', 'x', false],
    ['StringNotLike', 'a*', 'abc', false],
    ['Bool', true, 'true', true],
    ['Bool', 'false', 'true', false],
    ['Bool', 'TRUE', 'true', true],
    ['Bool', 'true', 'True', true],
    ['IpAddress', '192.0.2.0/24', '192.0.2.9', true],
    ['NotIpAddress', '192.0.2.0/24', '192.0.2.9', false],
    ['IpAddress', '192.0.2.0/24/8', '192.0.2.9', false],
    ['NotIpAddress', '192.0.2.0/24', '198.51.100.9', true],
    ['NumericEquals', -0.5, '-0.50', true],
    ['NumericEquals', 5, '+5', true],
    ['NumericEquals', 1000, '1e3', false],
    ['NumericEquals', 5, '5x', false],
    ['NumericEquals', 5, 'x5', false],
    ['NumericEquals', 0.5, '.5', false],
    ['NumericEquals', 5, '5.', false],
    ['NumericEquals', 5, ' 5', false],
    ['NumericNotEquals', 10, '11', true],
    ['NumericEquals', 10, '10.0', true],
    ['NumericNotEquals', 10, '10', false],
    ['NumericLessThan', 10, '9', true],
    ['NumericLessThanEquals', 10, '10', true],
    ['NumericGreaterThan', 10, '10', false],
    ['NumericGreaterThanEquals', 10, '10', true],
    ['NumericLessThan', 10, 'x', false],
    ['NumericLessThan', 10, '', false],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', true],
    ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
    ['DateLessThan', '2026-01-02', '2026-01-01T23:59:59Z', true],
    ['DateLessThanEquals', '2026', '2026-01-01T00:00:00Z', true],
    ['DateEquals', '2026', '1767225600', true],
    ['DateEquals', '1767225600.5', '2026-01-01T00:00:00.500Z', true],
    ['DateEquals', '1767225600.25', '2026-01-01T00:00:00.250Z', true],
    ['DateEquals', '1970-01-01T00:01:40Z', '100', true],
    ['DateEquals', '2026-01-01', 'x1767225600', false],
    ['DateEquals', '2026-01-01', '1767225600x', false],
    ['DateEquals', '2026-01-01', 'soon', false],
    ['DateNotEquals', '2026-01-01', '2026-01-02', true],
    ['DateGreaterThan', '1767225600', '2026-01-01T00:00:01Z', true],
    ['DateGreaterThanEquals', '2026-01-01', '2025-12-31T23:59:59Z', false],
  ])('%s %j against %j: %s', (operator, expected, actual, result) => {
    expect(check(operator, expected, { k: actual })).toBe(result);
  });

  it.each([
    ['StringEquals', 'a', false],
    ['StringEqualsIfExists', 'a', true],
    ['StringNotEquals', 'a', true],
    ['NotIpAddress', '1.2.3.4', true],
    ['NumericLessThanIfExists', 3, true],
    ['ForAllValues:StringEquals', 'a', true],
    ['ForAnyValue:StringEquals', 'a', false],
    ['ForAnyValue:StringNotEquals', 'a', false],
    ['ForAnyValue:StringEqualsIfExists', 'a', true],
    ['ForAllValues:StringEqualsIfExists', 'a', true],
    ['Null', 'TRUE', true],
    ['Null', ['false', 'true'], true],
    ['Null', '${iot:Connection.Thing.ThingName}', false],
    ['Null', true, true],
    ['Null', 'false', false],
  ])('%s %j without the key: %s', (operator, expected, result) => {
    expect(check(operator, expected, {})).toBe(result);
  });

  it('knows a key without values for one that is missing', () => {
    expect(check('Null', true, { k: [] })).toBe(true);
    expect(check('StringNotEquals', 'a', { k: [] })).toBe(true);
    expect(check('ForAnyValue:StringNotEquals', 'a', { k: [] })).toBe(false);
    expect(check('StringEqualsIfExists', 'a', { k: [] })).toBe(true);
    expect(check('ForAnyValue:StringEqualsIfExists', 'a', { k: [] })).toBe(true);
  });

  const ofNumbers = {
    Equals: (actual: number, expected: number) => actual === expected,
    NotEquals: (actual: number, expected: number) => actual !== expected,
    LessThan: (actual: number, expected: number) => actual < expected,
    LessThanEquals: (actual: number, expected: number) => actual <= expected,
    GreaterThan: (actual: number, expected: number) => actual > expected,
    GreaterThanEquals: (actual: number, expected: number) => actual >= expected,
  };
  it.each(Object.entries(ofNumbers))('compares numbers and dates as such: %s', (name, compares) => {
    const near = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(near, near, (actual, expected) => {
        const result = compares(actual, expected);
        expect(check(`Numeric${name}`, expected, { k: String(actual) })).toBe(result);
        const day = (count: number) => new Date(Date.UTC(2026, 0, count)).toISOString();
        expect(check(`Date${name}`, day(expected), { k: day(actual) })).toBe(result);
      }),
    );
  });

  it.each([
    ['ForAllValues:StringEquals', ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a'], false],
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
    expect(check(operator, expected, { k: ['a', 'b'] })).toBe(result);
  });

  it('does not hold when a variable in it has no value, negated or not', () => {
    const variable = '${iot:Connection.Thing.ThingName}';
    expect(check('StringEquals', variable, { k: 'a' })).toBe(false);
    expect(check('StringNotEquals', variable, { k: 'a' })).toBe(false);
  });
});
