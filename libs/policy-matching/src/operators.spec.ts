import fc from 'fast-check';
import { anyCharacter, anyRun } from './glob';
import { isOperatorName, operators } from './operators';

type Name = keyof typeof operators;

function matches(name: Name, expected: string, actual: string): boolean {
  return operators[name].matches(actual, [expected]);
}

describe('an operator', () => {
  it('has the name that a policy writes, in that case', () => {
    expect(isOperatorName('StringEquals')).toBe(true);
    expect(isOperatorName('stringequals')).toBe(false);
    expect(isOperatorName('constructor')).toBe(false);
  });

  it('is negated if its name says so, and compares as the other one does', () => {
    const negated = Object.entries(operators).filter(([, operator]) => operator.negated);
    expect(negated.map(([name]) => name)).toEqual([
      'StringNotEquals',
      'StringNotEqualsIgnoreCase',
      'StringNotLike',
      'NotIpAddress',
      'NumericNotEquals',
      'DateNotEquals',
    ]);
    expect(matches('StringNotEquals', 'a', 'a')).toBe(true);
    expect(matches('NotIpAddress', '192.0.2.0/24', '192.0.2.1')).toBe(true);
  });

  it('reads wildcards only where it compares by likeness', () => {
    const withWildcards = Object.entries(operators).filter(([, operator]) => operator.wildcards);
    expect(withWildcards.map(([name]) => name)).toEqual(['StringLike', 'StringNotLike']);
    expect(operators.StringLike.matches('abc', ['a', anyRun])).toBe(true);
    expect(operators.StringNotLike.matches('abc', ['a', anyCharacter])).toBe(false);
  });

  it.each<[Name, string, string, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
    ['StringEqualsIgnoreCase', 'a', 'b', false],
    ['StringNotEqualsIgnoreCase', 'aB', 'Ab', true],
    ['Bool', 'TRUE', 'true', true],
    ['Bool', 'true', 'True', true],
    ['Bool', 'false', 'true', false],
    ['IpAddress', '192.0.2.0/24', '192.0.2.9', true],
    ['IpAddress', '192.0.2.0/24', '198.51.100.9', false],
    ['NumericEquals', '-0.5', '-0.50', true],
    ['NumericEquals', '5', '+5', true],
    ['NumericEquals', '1000', '1e3', false],
    ['NumericEquals', '5', '5x', false],
    ['NumericEquals', '5', 'x5', false],
    ['NumericEquals', '0.5', '.5', false],
    ['NumericEquals', '5', '5.', false],
    ['NumericEquals', '5', ' 5', false],
    ['NumericEquals', '55', '55', true],
    ['NumericEquals', '0.25', '0.250', true],
    ['NumericLessThan', '10', 'x', false],
    ['NumericLessThan', '10', '', false],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', true],
    ['DateEquals', '2026', '1767225600', true],
    ['DateEquals', '1767225600.5', '2026-01-01T00:00:00.500Z', true],
    ['DateEquals', '1767225600.25', '2026-01-01T00:00:00.250Z', true],
    ['DateEquals', '1970-01-01T00:01:40Z', '100', true],
    ['DateEquals', '2026-01-01', 'x1767225600', false],
    ['DateEquals', '2026-01-01', '1767225600x', false],
    ['DateEquals', '2026-01-01', 'soon', false],
    ['DateEquals', '2026-01', '2026-01-01T00:00Z', true],
    ['DateEquals', '2026-01-01T00:00:00', '2026-01-01T00:00:00Z', true],
    ['DateEquals', '2026-01-01T00:00', '1767225600', true],
    ['DateEquals', 'Jan 1', 'Jan 1', false],
    ['DateEquals', '2026-1-1', '2026-1-1', false],
    ['DateEquals', '2026-01-01 00:00:00Z', '1767225600', false],
    ['DateEquals', '2026-01T00:00Z', '1767225600', false],
    ['DateEquals', 'on 2026-01-01', '1767225600', false],
    ['DateEquals', '2026-01-01Z', '1767225600', false],
    ['DateEquals', '2026-13-01', '2026-13-01', false],
    ['DateEquals', '2026-02-30', '2026-03-02', false],
  ])('%s %j against %j: %s', (name, expected, actual, result) => {
    expect(matches(name, expected, actual)).toBe(result);
  });

  const comparisons = {
    Equals: (actual: number, expected: number) => actual === expected,
    NotEquals: (actual: number, expected: number) => actual === expected,
    LessThan: (actual: number, expected: number) => actual < expected,
    LessThanEquals: (actual: number, expected: number) => actual <= expected,
    GreaterThan: (actual: number, expected: number) => actual > expected,
    GreaterThanEquals: (actual: number, expected: number) => actual >= expected,
  };

  it('compares numbers and dates as such', () => {
    const near = fc.integer({ min: -3, max: 3 });
    const day = (count: number) => new Date(Date.UTC(2026, 0, count)).toISOString();
    for (const [comparison, compares] of Object.entries(comparisons)) {
      const [numeric, date] = [`Numeric${comparison}`, `Date${comparison}`];
      if (!isOperatorName(numeric) || !isOperatorName(date)) {
        throw new Error(`${comparison} is no comparison of numbers and dates`);
      }
      fc.assert(
        fc.property(near, near, (actual, expected) => {
          const result = compares(actual, expected);
          expect(matches(numeric, String(expected), String(actual))).toBe(result);
          expect(matches(date, day(expected), day(actual))).toBe(result);
        }),
      );
    }
  });
});
