import { firstInstantOf, wallTimeAt } from '@fleet/zoned-time';
import type { WallTime } from '@fleet/zoned-time';
import { parseDayOfMonth, parseDayOfWeek } from './cron-days';
import type { DaysOfMonth } from './cron-days';
import { numbersOf } from './cron-field';

/** A recurring time in the dialect of EventBridge Scheduler. All numbers ascend. */
export interface CronExpression {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DaysOfMonth;
  readonly months: readonly number[];
  readonly years: readonly number[];
}

const minuteRange = { first: 0, last: 59 };
const hourRange = { first: 0, last: 23 };
const monthRange = {
  first: 1,
  last: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const yearRange = { first: 1970, last: 2199 };

/**
 * Reads the fields between the brackets of `cron(minutes hours day-of-month month day-of-week [year])`, as
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based has them. One of the two
 * fields for days must be `?`.
 * @returns undefined for what is no such expression
 */
export function parseCron(text: string): CronExpression | undefined {
  const fields = text.trim().split(/\s+/);
  if (!areCronFields(fields)) {
    return undefined;
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek, year = '*'] = fields;
  const minutes = numbersOf(minute, minuteRange);
  const hours = numbersOf(hour, hourRange);
  const days = parseDays(dayOfMonth, dayOfWeek);
  const months = numbersOf(month, monthRange);
  const years = numbersOf(year, yearRange);
  return minutes && hours && days && months && years ? { minutes, hours, days, months, years } : undefined;
}

type CronFields = [
  minute: string,
  hour: string,
  dayOfMonth: string,
  month: string,
  dayOfWeek: string,
  ...year: string[],
];

function areCronFields(fields: string[]): fields is CronFields {
  return fields.length === 5 || fields.length === 6;
}

function parseDays(dayOfMonth: string, dayOfWeek: string): DaysOfMonth | undefined {
  if (dayOfWeek === '?') {
    return parseDayOfMonth(dayOfMonth);
  }
  return dayOfMonth === '?' ? parseDayOfWeek(dayOfWeek) : undefined;
}

/**
 * The first time after an instant, in milliseconds since the epoch. A time that clocks skip when they are set
 * forward is skipped; one that comes twice when they are set back comes once, the first time.
 */
export function cronAfter(cron: CronExpression, after: number, timeZone: string): number | undefined {
  const from = wallTimeAt(after, timeZone);
  // In the order of the wall clock the first instants ascend, so what the clock showed before is over.
  for (const wall of wallTimes(cron, (at) => compare(at, from) > 0, 'ascending')) {
    const instant = firstInstantOf(wall, timeZone);
    if (instant !== undefined && instant > after) {
      return instant;
    }
  }
  return undefined;
}

/** The last time until an instant, itself included; see {@link cronAfter}. */
export function cronUntil(cron: CronExpression, until: number, timeZone: string): number | undefined {
  const to = wallTimeAt(until, timeZone);
  for (const wall of wallTimes(cron, (at) => compare(at, to) <= 0, 'descending')) {
    const instant = firstInstantOf(wall, timeZone);
    if (instant !== undefined && instant <= until) {
      return instant;
    }
  }
  return undefined;
}

/**
 * The wall times of an expression that `admits`, in order. What is asked of a year, a month, a day and an hour is
 * whether anything in it can be admitted: so whole years are passed over at one go.
 */
function* wallTimes(
  { years, months, days, hours, minutes }: CronExpression,
  admits: (wall: WallTime) => boolean,
  order: 'ascending' | 'descending',
): Generator<WallTime> {
  const inOrder = (numbers: readonly number[]) => (order === 'ascending' ? numbers : numbers.toReversed());
  // The moment of a span that is admitted if any is: its last when looking ahead, its first when looking back.
  const edge = order === 'ascending' ? latest : earliest;
  for (const year of inOrder(years)) {
    if (!admits({ ...edge, year })) {
      continue;
    }
    for (const month of inOrder(months)) {
      if (!admits({ ...edge, year, month })) {
        continue;
      }
      for (const day of inOrder(days(year, month))) {
        if (!admits({ ...edge, year, month, day })) {
          continue;
        }
        for (const hour of inOrder(hours)) {
          if (!admits({ ...edge, year, month, day, hour })) {
            continue;
          }
          for (const minute of inOrder(minutes)) {
            const wall = { year, month, day, hour, minute, second: 0 };
            if (admits(wall)) {
              yield wall;
            }
          }
        }
      }
    }
  }
}

const earliest = { month: 1, day: 1, hour: 0, minute: 0, second: 0 };
const latest = { month: 12, day: 31, hour: 23, minute: 59, second: 59 };

/** Negative when `a` is earlier than `b`. */
function compare(a: WallTime, b: WallTime): number {
  return (
    a.year - b.year ||
    a.month - b.month ||
    a.day - b.day ||
    a.hour - b.hour ||
    a.minute - b.minute ||
    a.second - b.second
  );
}
