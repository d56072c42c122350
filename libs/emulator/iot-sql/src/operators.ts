import { isDeepStrictEqual } from 'node:util';
import { decimalOf, finite, textOf } from './conversions';
import { exact } from './exact-decimal';
import type { Arithmetic, Comparison } from './statement';

/** Developer guide, iot-sql-operators: comparisons of order need decimals; what cannot be one is Undefined. */
export function compare(operator: Comparison, left: unknown, right: unknown): boolean | undefined {
  if (left === undefined || right === undefined) {
    return undefined;
  }
  if (operator === '=') {
    return areEqual(left, right);
  }
  if (operator === '<>') {
    return !areEqual(left, right);
  }
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a === undefined || b === undefined) {
    return undefined;
  }
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** Numbers by value, as 0 is -0; all else by type and content. */
function areEqual(left: unknown, right: unknown): boolean {
  return left === right || isDeepStrictEqual(left, right);
}

/**
 * Developer guide, iot-sql-operators. Two Ints give an Int. Guessed: the quotient of two Ints is cut off, as Java
 * does it, and a division by 0 is Undefined.
 */
export function calculate(operator: Arithmetic, left: unknown, right: unknown): unknown {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    return joined(left, right);
  }
  if (operator === '+' && !(typeof left === 'number' && typeof right === 'number')) {
    return undefined;
  }
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a === undefined || b === undefined) {
    return undefined;
  }
  return finite(
    operator === '/' && Number.isInteger(left) && Number.isInteger(right)
      ? Math.trunc(resultOf('/', a, b))
      : resultOf(operator, a, b),
  );
}

function resultOf(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return exact.add(left, right);
    case '-':
      return exact.subtract(left, right);
    case '*':
      return exact.multiply(left, right);
    case '/':
      return right === 0 ? NaN : exact.divide(left, right);
    case '%':
      return right === 0 ? NaN : exact.remainder(left, right);
  }
}

function joined(left: unknown, right: unknown): string | undefined {
  const [a, b] = [textOf(left), textOf(right)];
  return a === undefined || b === undefined ? undefined : a + b;
}
