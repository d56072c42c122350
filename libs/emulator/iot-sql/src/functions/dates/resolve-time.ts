import type { TimeFields } from './parse-time-text';
import { instantOf } from './zone';

const dayMillis = 86_400_000;
const utc = { kind: 'offset', millis: 0 } as const;

/**
 * The instant that the fields of a time say, in milliseconds since the epoch. A time of day that is not there is
 * midnight, and a zone that is not there is UTC. Undefined for a time that no calendar has.
 */
export function resolveTime(fields: TimeFields): number | undefined {
  const { minute = 0, second = 0, millis = 0, zone = utc } = fields;
  const date = dateOf(fields);
  const hour = hourOf(fields);
  if (!date || hour === undefined || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  if (fields.weekday !== undefined && fields.weekday !== (date.getUTCDay() || 7)) {
    return undefined;
  }
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  return instantOf({ year, month, day, hour, minute, second }, zone) + millis;
}

/** As Java resolves it: the 31st of a month that is shorter is its last day. Years before 100 are Undefined here. */
function dateOf({ year, month, day, dayOfYear }: TimeFields): Date | undefined {
  if (year === undefined || year < 100) {
    return undefined;
  }
  if (dayOfYear !== undefined) {
    const date = new Date(Date.UTC(year, 0, 1) + (dayOfYear - 1) * dayMillis);
    return date.getUTCFullYear() === year ? date : undefined;
  }
  if (month === undefined || day === undefined || month < 1 || month > 12 || day < 1 || day > 31) {
    return undefined;
  }
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1, Math.min(day, lastDay)));
}

/** An hour of a half day needs to know which half. */
function hourOf({ hour, halfDayHour, half }: TimeFields): number | undefined {
  if (halfDayHour === undefined) {
    return hour ?? 0;
  }
  return half === undefined || halfDayHour > 11 ? undefined : half * 12 + halfDayHour;
}
