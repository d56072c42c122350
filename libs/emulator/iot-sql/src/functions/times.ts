import { intOf, textOf } from '../conversions';
import { DatePatternError } from './dates/date-pattern';
import { formatTime, parseFormat } from './dates/format-time';
import { parseTextPattern, readTime } from './dates/parse-time-text';
import { resolveTime } from './dates/resolve-time';
import { zoneOf } from './dates/zone';
import { sqlFunction } from './sql-function';
import type { FunctionContext, SqlFunction } from './sql-function';

/** What it takes to look a time zone up, which takes far longer than anything else that functions do. */
const stepsOfAZone = 20;

/** `parse_time` writes a time, by the guide's own words, and `time_to_epoch` reads one. */
function written(
  [pattern, timestamp, timeZone = 'UTC']: readonly unknown[],
  { spend }: FunctionContext,
): string | undefined {
  const [format, zoneText] = [textOf(pattern), textOf(timeZone)];
  const instant = intOf(timestamp);
  spend(stepsOfAZone + (format?.length ?? 0));
  const zone = zoneText === undefined ? undefined : zoneOf(zoneText);
  return format === undefined || instant === undefined || !zone
    ? undefined
    : formatTime(parseFormat(format), instant, zone);
}

function epochOf([value, pattern]: readonly unknown[], { spend }: FunctionContext): number | undefined {
  const [text, format] = [textOf(value), textOf(pattern)];
  spend(stepsOfAZone + (format?.length ?? 0));
  if (text === undefined || format === undefined) {
    return undefined;
  }
  const fields = readTime(parseTextPattern(format), text);
  return fields && resolveTime(fields);
}

/** A literal pattern is read when the rule is made; one that comes with a message fails the rule. */
function checked(parse: (pattern: string) => unknown, pattern: unknown): string | undefined {
  try {
    if (typeof pattern === 'string') {
      parse(pattern);
    }
    return undefined;
  } catch (error) {
    if (error instanceof DatePatternError) {
      return error.message;
    }
    throw error;
  }
}

export const timeFunctions: readonly SqlFunction[] = [
  sqlFunction('parse_time(String, Long[, String])', written, {
    since: '2016-03-23',
    check: ([pattern]) => checked(parseFormat, pattern),
    guess: 'names of time zones are those of Node.js; times before the year 100 are Undefined',
  }),
  sqlFunction('time_to_epoch(String, String)', epochOf, {
    since: '2016-03-23',
    check: ([, pattern]) => checked(parseTextPattern, pattern),
    guess: 'a time without a date is Undefined; of abbreviated time zones, those of the USA are read',
  }),
];
