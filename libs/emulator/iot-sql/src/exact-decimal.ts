/** A number as its decimal digits say it: coefficient × 10 to the exponent. */
interface Exact {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Digits of AWS's Decimal (developer guide, iot-sql-data-types). Only a quotient can have more. */
const precision = 34;

/**
 * Arithmetic on the digits that a message has, as AWS's Decimals do it: 0.1 + 0.2 is 0.3. Results are numbers of
 * JavaScript, so they have 17 digits, where AWS has 34.
 */
export const exact = {
  add: (left: number, right: number): number => {
    const [a, b, exponent] = aligned(left, right);
    return numberFrom({ coefficient: a + b, exponent });
  },
  subtract: (left: number, right: number): number => {
    const [a, b, exponent] = aligned(left, right);
    return numberFrom({ coefficient: a - b, exponent });
  },
  multiply: (left: number, right: number): number => {
    const [a, b] = [exactOf(left), exactOf(right)];
    return numberFrom({ coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent });
  },
  /** The right operand must not be 0. */
  divide: (left: number, right: number): number => {
    const [a, b] = [exactOf(left), exactOf(right)];
    const missing = digitCount(b.coefficient) - digitCount(a.coefficient) + precision + 1;
    const scale = Math.max(0, missing);
    const coefficient = (a.coefficient * 10n ** BigInt(scale)) / b.coefficient;
    return numberFrom({ coefficient, exponent: a.exponent - b.exponent - scale });
  },
  /** Has the sign of the left operand. The right operand must not be 0. */
  remainder: (left: number, right: number): number => {
    const [a, b, exponent] = aligned(left, right);
    return numberFrom({ coefficient: a % b, exponent });
  },
  /** Cuts off all decimal places after so many. */
  truncate: (value: number, places: number): number => {
    const { coefficient, exponent } = exactOf(value);
    const cut = -places - exponent;
    return cut <= 0
      ? value
      : numberFrom({ coefficient: coefficient / 10n ** BigInt(cut), exponent: -places });
  },
};

/** JavaScript writes the shortest digits that are this number, which are those that the message had. */
function exactOf(value: number): Exact {
  const [digits = '0', power = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function aligned(left: number, right: number): [bigint, bigint, number] {
  const [a, b] = [exactOf(left), exactOf(right)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (value: Exact): bigint => value.coefficient * 10n ** BigInt(value.exponent - exponent);
  return [scaled(a), scaled(b), exponent];
}

function numberFrom({ coefficient, exponent }: Exact): number {
  return Number(`${coefficient}e${exponent}`);
}

function digitCount(coefficient: bigint): number {
  return coefficient.toString().replace('-', '').length;
}
