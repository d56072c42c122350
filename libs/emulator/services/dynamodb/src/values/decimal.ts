/** DynamoDB's number: up to 38 significant digits, from 1E-130 to 9.99...E+125 and their negatives. */
export interface Decimal {
  /** Without trailing zeros; zero has exponent 0. */
  readonly coefficient: bigint;
  readonly exponent: number;
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;
const maximumDigits = 38;
const maximumMagnitude = 126;
const minimumMagnitude = -129;

export type NumberFault = 'syntax' | 'digits' | 'overflow' | 'underflow';

/** @returns the number, or what is wrong with the text */
export function parseDecimal(text: string): Decimal | NumberFault {
  const match = text.length <= 512 ? pattern.exec(text) : null;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  if (!match || whole.length + fraction.length === 0) {
    return 'syntax';
  }
  const magnitude = BigInt(whole + fraction);
  return checked(normalised(sign === '-' ? -magnitude : magnitude, Number(power) - fraction.length));
}

function normalised(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) {
    return { coefficient: 0n, exponent: 0 };
  }
  const digits = coefficient.toString();
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  return { coefficient: coefficient / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

function checked(value: Decimal): Decimal | NumberFault {
  if (value.coefficient === 0n) {
    return value;
  }
  const magnitude = magnitudeOf(value);
  if (magnitude > maximumMagnitude) {
    return 'overflow';
  }
  if (magnitude < minimumMagnitude) {
    return 'underflow';
  }
  return digitsOf(value).length > maximumDigits ? 'digits' : value;
}

/** The significant digits, without sign. */
export function digitsOf({ coefficient }: Decimal): string {
  return (coefficient < 0n ? -coefficient : coefficient).toString();
}

/** The power of ten above the first digit: 1 for 1 to 9.99, 0 for 0.1 to 0.99. */
export function magnitudeOf(value: Decimal): number {
  return digitsOf(value).length + value.exponent;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (value: Decimal): bigint => value.coefficient * 10n ** BigInt(value.exponent - exponent);
  return [scale(a), scale(b), exponent];
}

export function addDecimals(a: Decimal, b: Decimal): Decimal | NumberFault {
  const [left, right, exponent] = aligned(a, b);
  return checked(normalised(left + right, exponent));
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal | NumberFault {
  const [left, right, exponent] = aligned(a, b);
  return checked(normalised(left - right, exponent));
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Plain digits without an exponent, as DynamoDB answers numbers. */
export function formatDecimal(value: Decimal): string {
  const digits = digitsOf(value);
  const sign = value.coefficient < 0n ? '-' : '';
  if (value.exponent >= 0) {
    return sign + digits + '0'.repeat(value.exponent);
  }
  const point = digits.length + value.exponent;
  return point > 0
    ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
    : `${sign}0.${'0'.repeat(-point)}${digits}`;
}
