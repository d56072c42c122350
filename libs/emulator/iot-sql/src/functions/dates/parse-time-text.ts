import { dayNames, monthNames, spelt } from './date-names';
import { DatePatternError, parseDatePattern } from './date-pattern';
import type { PatternPart } from './date-pattern';
import { zoneOf } from './zone';
import type { Zone } from './zone';

/** What is read here of Java's DateTimeFormatter; all else is refused. */
const alphabet = { letters: 'uyMLdDEaHkKhmsSVzOXxZ', reserved: '[]{}#' };

/** What a text says, field by field; `hour` is that of a half day if `half` is there. */
export interface TimeFields {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly dayOfYear?: number;
  /** 1 for Monday. */
  readonly weekday?: number;
  readonly hour?: number;
  readonly halfDayHour?: number;
  readonly half?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millis?: number;
  readonly zone?: Zone;
}

interface Read {
  readonly length: number;
  readonly fields: TimeFields;
}

/** @throws DatePatternError */
export function parseTextPattern(pattern: string): PatternPart[] {
  const parts = parseDatePattern(pattern, alphabet);
  for (const part of parts) {
    if (part.kind === 'field' && part.letter === 'V' && part.count !== 2) {
      throw new DatePatternError('a date pattern has the time zone as VV.');
    }
  }
  return parts;
}

/** Undefined for a text that is not as the pattern says, to its last character. */
export function readTime(pattern: readonly PatternPart[], text: string): TimeFields | undefined {
  let at = 0;
  let fields: TimeFields = {};
  for (const part of pattern) {
    const read = part.kind === 'text' ? readText(part.text, text, at) : readField(part, text.slice(at));
    if (!read) {
      return undefined;
    }
    at += read.length;
    fields = { ...fields, ...read.fields };
  }
  return at === text.length ? fields : undefined;
}

function readText(expected: string, text: string, at: number): Read | undefined {
  return text.startsWith(expected, at) ? { length: expected.length, fields: {} } : undefined;
}

function readField({ letter, count }: { letter: string; count: number }, rest: string): Read | undefined {
  switch (letter) {
    case 'u':
    case 'y':
      return count === 2
        ? readNumber(rest, 2, 2, (year) => ({ year: 2000 + year }))
        : readNumber(rest, count === 1 ? 1 : Math.max(count, 4), 4, (year) => ({ year }));
    case 'M':
    case 'L':
      return count > 2
        ? readName(rest, monthNames, count, (index) => ({ month: index + 1 }))
        : readNumber(rest, count, 2, (month) => ({ month }));
    case 'E':
      return readName(rest, dayNames, count, (index) => ({ weekday: index + 1 }));
    case 'a':
      return readName(rest, ['AM', 'PM'], count, (half) => ({ half }));
    case 'S':
      return readFraction(rest, count);
    case 'D':
      return readNumber(rest, count, 3, (dayOfYear) => ({ dayOfYear }));
    case 'V':
    case 'z':
    case 'O':
    case 'X':
    case 'x':
    case 'Z':
      return readZone(rest, letter, count);
    default:
      return readNumber(rest, count, 2, (value) => numberField(letter, value));
  }
}

function numberField(letter: string, value: number): TimeFields {
  switch (letter) {
    case 'd':
      return { day: value };
    case 'H':
      return { hour: value };
    case 'k':
      return { hour: value === 24 ? 0 : value };
    case 'K':
      return { halfDayHour: value };
    case 'h':
      return { halfDayHour: value === 12 ? 0 : value };
    case 'm':
      return { minute: value };
    default:
      return { second: value };
  }
}

/** One letter takes as many digits as there can be; more letters are exactly so many digits. */
function readNumber(
  rest: string,
  count: number,
  most: number,
  fieldsOf: (value: number) => TimeFields,
): Read | undefined {
  const [digits] = /^\d+/.exec(rest.slice(0, count === 1 ? most : count)) ?? [];
  return digits === undefined || (count > 1 && digits.length < count)
    ? undefined
    : { length: digits.length, fields: fieldsOf(Number(digits)) };
}

function readFraction(rest: string, count: number): Read | undefined {
  const digits = rest.slice(0, count);
  return digits.length === count && /^\d+$/.test(digits)
    ? { length: count, fields: { millis: Number(digits.slice(0, 3).padEnd(3, '0')) } }
    : undefined;
}

function readName(
  rest: string,
  names: readonly string[],
  count: number,
  fieldsOf: (index: number) => TimeFields,
): Read | undefined {
  const spellings = names.map((name) => spelt(name, count));
  const index = spellings.findIndex((name) => rest.startsWith(name));
  const name = spellings[index];
  return name === undefined ? undefined : { length: name.length, fields: fieldsOf(index) };
}

/** Zones by abbreviation, as RFC 822 has them; others are ambiguous. */
const abbreviations = new Map([
  ['EST', '-05:00'],
  ['EDT', '-04:00'],
  ['CST', '-06:00'],
  ['CDT', '-05:00'],
  ['MST', '-07:00'],
  ['MDT', '-06:00'],
  ['PST', '-08:00'],
  ['PDT', '-07:00'],
]);

const named = /^(?:(?:UTC|GMT|UT)?[+-]\d{1,2}(?::?\d{2}){0,2}|[A-Za-z][\w~/.+-]*)/;
const offsets = new Map([
  ['X', /^(?:Z|[+-]\d{2}(?:\d{2})?)/],
  ['XX', /^(?:Z|[+-]\d{4})/],
  ['XXX', /^(?:Z|[+-]\d{2}:\d{2})/],
  ['x', /^[+-]\d{2}(?:\d{2})?/],
  ['xx', /^[+-]\d{4}/],
  ['xxx', /^[+-]\d{2}:\d{2}/],
  ['Z', /^[+-]\d{4}/],
  ['ZZ', /^[+-]\d{4}/],
  ['ZZZ', /^[+-]\d{4}/],
  ['ZZZZZ', /^(?:Z|[+-]\d{2}:\d{2})/],
]);

/** `V` and `z` read names; `O` and `ZZZZ` read `GMT+8`. */
function readZone(rest: string, letter: string, count: number): Read | undefined {
  const [text] = (offsets.get(letter.repeat(Math.min(count, 6))) ?? named).exec(rest) ?? [];
  if (text === undefined) {
    return undefined;
  }
  const zone = zoneOf((letter === 'z' ? abbreviations.get(text) : undefined) ?? text);
  return zone && { length: text.length, fields: { zone } };
}
