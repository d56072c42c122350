import { intOf } from '../conversions';
import { sqlFunction } from './sql-function';
import type { SqlFunction } from './sql-function';

function ofBits(name: string, combine: (left: bigint, right: bigint) => bigint): SqlFunction {
  return sqlFunction(`${name}(Int, Int)`, ([first, second]) => {
    const [left, right] = [intOf(first), intOf(second)];
    return left === undefined || right === undefined
      ? undefined
      : Number(combine(BigInt(left), BigInt(right)));
  });
}

/**
 * The guide's only example, `bitnot(13)` = 2, turns over the bits that the number has. In two's complement it would
 * be -14.
 */
function turnedOver([argument]: readonly unknown[]): unknown {
  const value = intOf(argument);
  if (value === undefined) {
    return undefined;
  }
  const bits = BigInt(value);
  return Number(bits < 0n ? ~bits : BigInt.asUintN(bits.toString(2).length, ~bits));
}

export const bitFunctions: readonly SqlFunction[] = [
  ofBits('bitand', (left, right) => left & right),
  ofBits('bitor', (left, right) => left | right),
  ofBits('bitxor', (left, right) => left ^ right),
  sqlFunction('bitnot(Int)', turnedOver, {
    guess:
      "turns over the bits that the number has, as in the guide's example; two's complement would be another number",
  }),
];
