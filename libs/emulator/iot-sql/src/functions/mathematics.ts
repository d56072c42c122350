import { decimalOf, finite, intOf } from '../conversions';
import { exact } from '../exact-decimal';
import { calculate } from '../operators';
import { sqlFunction } from './sql-function';
import type { SqlFunction } from './sql-function';

/** A function of one Decimal: what cannot be converted to one, and what has no real result, is Undefined. */
function ofDecimal(name: string, compute: (value: number) => number, guess?: string): SqlFunction {
  const evaluate = ([argument]: readonly unknown[]): unknown => {
    const value = decimalOf(argument);
    return value === undefined ? undefined : finite(compute(value));
  };
  return sqlFunction(`${name}(Decimal)`, evaluate, guess === undefined ? {} : { guess });
}

function ofDecimals(name: string, compute: (left: number, right: number) => number): SqlFunction {
  return sqlFunction(`${name}(Decimal, Decimal)`, ([first, second]) => {
    const [left, right] = [decimalOf(first), decimalOf(second)];
    return left === undefined || right === undefined ? undefined : finite(compute(left, right));
  });
}

/** A tie goes away from zero: `round(-1.5)` is -2 in the guide's examples. */
function rounded(value: number): number {
  return Math.sign(value) * Math.floor(exact.add(Math.abs(value), 0.5));
}

/** The second argument is no String in the guide's table, and stays between 0 and 34. */
function truncated([number, count]: readonly unknown[]): unknown {
  const value = decimalOf(number);
  const places = typeof count === 'number' ? intOf(count) : undefined;
  return value === undefined || places === undefined
    ? undefined
    : exact.truncate(value, Math.min(Math.max(places, 0), 34));
}

function firstUnlessEmpty([first, second]: readonly unknown[]): unknown {
  return first === undefined || first === null ? second : first;
}

export const mathematicalFunctions: readonly SqlFunction[] = [
  ofDecimal('abs', Math.abs),
  ofDecimal('acos', Math.acos),
  ofDecimal('asin', Math.asin),
  ofDecimal('atan', Math.atan),
  ofDecimals('atan2', Math.atan2),
  ofDecimal('ceil', Math.ceil),
  ofDecimal('cos', Math.cos),
  ofDecimal('cosh', Math.cosh),
  ofDecimal('exp', Math.exp),
  ofDecimal('floor', Math.floor),
  ofDecimal('ln', Math.log),
  ofDecimal('log', Math.log10),
  sqlFunction('mod(Decimal, Decimal)', ([left, right]) => calculate('%', left, right), {
    guess: 'the remainder of a division by 0 is Undefined, and has the sign of the first argument',
  }),
  sqlFunction('nanvl(AnyValue, AnyValue)', firstUnlessEmpty),
  ofDecimals('power', Math.pow),
  sqlFunction('rand()', (_none, { input }) => input.random()),
  sqlFunction('remainder(Decimal, Decimal)', ([left, right]) => calculate('%', left, right), {
    guess: 'as mod()',
  }),
  ofDecimal('round', rounded, "a tie goes away from 0, as in the guide's examples; its table says down"),
  ofDecimal('sign', Math.sign),
  ofDecimal('sin', Math.sin),
  ofDecimal('sinh', Math.sinh),
  ofDecimal('sqrt', Math.sqrt),
  ofDecimal('tan', Math.tan),
  ofDecimal('tanh', Math.tanh),
  sqlFunction('trunc(Decimal, Int)', truncated),
];
