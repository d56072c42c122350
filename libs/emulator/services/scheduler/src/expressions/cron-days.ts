import { numberOf, numbersOf } from './cron-field';

/** The days of a month that a cron expression means, in ascending order; `month` from 1 to 12. */
export type DaysOfMonth = (year: number, month: number) => readonly number[];

const dayRange = { first: 1, last: 31 };
const weekdayRange = { first: 1, last: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };
const saturday = 7;

/**
 * Reads the day-of-month field: numbers, `L` (the last), `15W` (the nearest weekday of the same month), `LW` (the
 * last weekday).
 * @returns undefined when it is none
 */
export function parseDayOfMonth(text: string): DaysOfMonth | undefined {
  const items: DaysOfMonth[] = [];
  for (const item of text.split(',')) {
    const days = dayOfMonthItem(item);
    if (days === undefined) {
      return undefined;
    }
    items.push(days);
  }
  return union(items);
}

/**
 * Reads the day-of-week field, 1 (Sunday) to 7: numbers and names, `L` (the last day of the week), `6L` (the last
 * Friday of the month), `3#2` (the second Tuesday; alone in its field).
 * @returns undefined when it is none
 */
export function parseDayOfWeek(text: string): DaysOfMonth | undefined {
  const [, nthDay, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (nthDay !== undefined) {
    const weekday = numberOf(nthDay, weekdayRange);
    return weekday === undefined ? undefined : nthWeekday(weekday, Number(nth));
  }
  const items: DaysOfMonth[] = [];
  for (const item of text.split(',')) {
    const days = dayOfWeekItem(item);
    if (days === undefined) {
      return undefined;
    }
    items.push(days);
  }
  return union(items);
}

function dayOfMonthItem(item: string): DaysOfMonth | undefined {
  if (item === 'L') {
    return (year, month) => [lengthOf(year, month)];
  }
  if (item === 'LW') {
    return (year, month) => [nearestWeekday(year, month, lengthOf(year, month))];
  }
  if (item.endsWith('W')) {
    const day = numberOf(item.slice(0, -1), dayRange);
    if (day === undefined) {
      return undefined;
    }
    return (year, month) => (day > lengthOf(year, month) ? [] : [nearestWeekday(year, month, day)]);
  }
  const days = numbersOf(item, dayRange);
  return days && ((year, month) => days.filter((day) => day <= lengthOf(year, month)));
}

function dayOfWeekItem(item: string): DaysOfMonth | undefined {
  if (item === 'L') {
    return onWeekdays([saturday]);
  }
  if (item.endsWith('L')) {
    const weekday = numberOf(item.slice(0, -1), weekdayRange);
    return weekday === undefined ? undefined : (...month) => onWeekdays([weekday])(...month).slice(-1);
  }
  const weekdays = numbersOf(item, weekdayRange);
  return weekdays && onWeekdays(weekdays);
}

function onWeekdays(weekdays: readonly number[]): DaysOfMonth {
  return (year, month) =>
    Array.from({ length: lengthOf(year, month) }, (_, index) => index + 1).filter((day) =>
      weekdays.includes(weekdayOf(year, month, day)),
    );
}

function nthWeekday(weekday: number, nth: number): DaysOfMonth {
  return (...month) => onWeekdays([weekday])(...month).slice(nth - 1, nth);
}

/** The Monday to Friday of the same month that is closest to a day. */
function nearestWeekday(year: number, month: number, day: number): number {
  switch (weekdayOf(year, month, day)) {
    case saturday:
      return day === 1 ? day + 2 : day - 1;
    case 1:
      return day === lengthOf(year, month) ? day - 2 : day + 1;
    default:
      return day;
  }
}

function union(items: readonly DaysOfMonth[]): DaysOfMonth {
  return (year, month) => [...new Set(items.flatMap((days) => days(year, month)))].sort((a, b) => a - b);
}

function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 for Sunday to 7 for Saturday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}
