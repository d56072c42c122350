import type { GlobUnit } from './glob';
import { literalText, matchGlob } from './glob';
import { inAddressRange } from './ip-address';

/** A condition operator: compares one value of the request with one value of the policy. */
export interface Operator {
  /** Whether `*` and `?` in the policy's value are wildcards. */
  readonly wildcards: boolean;
  /** Negated operators hold when no value of the policy matches, and when the key is missing. */
  readonly negated: boolean;
  readonly matches: (actual: string, expected: readonly GlobUnit[]) => boolean;
}

type Comparison = (actual: string, expected: string) => boolean;

/** The operators of the IAM guide, "Condition operators", that every policy language of AWS has. */
export const operators = {
  StringEquals: plain((actual, expected) => actual === expected),
  StringNotEquals: negate(plain((actual, expected) => actual === expected)),
  StringEqualsIgnoreCase: plain((actual, expected) => actual.toLowerCase() === expected.toLowerCase()),
  StringNotEqualsIgnoreCase: negate(
    plain((actual, expected) => actual.toLowerCase() === expected.toLowerCase()),
  ),
  StringLike: like(),
  StringNotLike: negate(like()),
  Bool: plain((actual, expected) => actual.toLowerCase() === expected.toLowerCase()),
  IpAddress: plain(inAddressRange),
  NotIpAddress: negate(plain(inAddressRange)),
  NumericEquals: numeric((actual, expected) => actual === expected),
  NumericNotEquals: negate(numeric((actual, expected) => actual === expected)),
  NumericLessThan: numeric((actual, expected) => actual < expected),
  NumericLessThanEquals: numeric((actual, expected) => actual <= expected),
  NumericGreaterThan: numeric((actual, expected) => actual > expected),
  NumericGreaterThanEquals: numeric((actual, expected) => actual >= expected),
  DateEquals: date((actual, expected) => actual === expected),
  DateNotEquals: negate(date((actual, expected) => actual === expected)),
  DateLessThan: date((actual, expected) => actual < expected),
  DateLessThanEquals: date((actual, expected) => actual <= expected),
  DateGreaterThan: date((actual, expected) => actual > expected),
  DateGreaterThanEquals: date((actual, expected) => actual >= expected),
} as const satisfies Record<string, Operator>;

export function isOperatorName(name: string): name is keyof typeof operators {
  return Object.hasOwn(operators, name);
}

function plain(compare: Comparison): Operator {
  return {
    wildcards: false,
    negated: false,
    matches: (actual, expected) => compare(actual, literalText(expected)),
  };
}

function like(): Operator {
  return { wildcards: true, negated: false, matches: (actual, expected) => matchGlob(expected, actual) };
}

function negate(operator: Operator): Operator {
  return { ...operator, negated: true };
}

/** A value that is no number compares with nothing. */
function numeric(compare: (actual: number, expected: number) => boolean): Operator {
  return plain((actual, expected) => compare(readNumber(actual), readNumber(expected)));
}

function readNumber(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

/** A value that is no date compares with nothing. */
function date(compare: (actual: number, expected: number) => boolean): Operator {
  return plain((actual, expected) => compare(readDate(actual), readDate(expected)));
}

/** A date of ISO 8601 in the forms that the W3C has chosen, with the groups day, time and zone. */
const isoDate =
  /^\d{4}(?:-\d\d(?<day>-\d\d(?<time>T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * In milliseconds: a date of the W3C's forms of ISO 8601, or seconds since 1970 (user guide, "Date condition
 * operators"). Four digits are a year. Guessed: without a zone it is UTC.
 */
function readDate(text: string): number {
  const iso = isoDate.exec(text)?.groups;
  if (iso === undefined) {
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : NaN;
  }
  const { day, time, zone } = iso;
  if (day !== undefined && !isInCalendar(text.slice(0, 10))) {
    return NaN;
  }
  return Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
}

/** `Date` takes 30 February for 2 March. */
function isInCalendar(day: string): boolean {
  const midnight = new Date(day);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
