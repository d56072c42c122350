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
    ['StringEquals', '${iot:ClientId}', 'me', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringLike', '${*}', 'x', false],
    ['StringNotLike', 'a*', 'abc', false],
    ['Bool', true, 'true', true],
    ['Bool', 'false', 'true', false],
    ['IpAddress', '192.0.2.0/24', '192.0.2.9', true],
    ['NotIpAddress', '192.0.2.0/24', '192.0.2.9', false],
    ['IpAddress', '192.0.2.0/24/8', '192.0.2.9', false],
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
    ['Null', true, true],
    ['Null', 'false', false],
  ])('%s %j without the key: %s', (operator, expected, result) => {
    expect(check(operator, expected, {})).toBe(result);
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
