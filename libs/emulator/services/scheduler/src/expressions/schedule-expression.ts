import { utcMillis } from '@fleet/zoned-time';
import type { WallTime } from '@fleet/zoned-time';
import { parseCron } from './cron-expression';
import type { CronExpression } from './cron-expression';

/** When a schedule fires: once, every so often, or by a calendar. */
export type ScheduleExpression =
  | { readonly kind: 'at'; readonly wall: WallTime }
  | { readonly kind: 'rate'; readonly everyMillis: number }
  | { readonly kind: 'cron'; readonly cron: CronExpression };

const millisOfUnit: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * Reads `at(yyyy-mm-ddThh:mm:ss)`, `rate(5 minutes)` or `cron(0 3 * * ? *)`.
 * @returns undefined for what is none of them
 */
export function parseScheduleExpression(text: string): ScheduleExpression | undefined {
  const [, kind, body] = /^(at|rate|cron)\((.*)\)$/.exec(text) ?? [];
  if (body === undefined) {
    return undefined;
  }
  switch (kind) {
    case 'at':
      return parseAt(body);
    case 'rate':
      return parseRate(body);
    case 'cron': {
      const cron = parseCron(body);
      return cron && { kind, cron };
    }
    default:
      return undefined;
  }
}

function parseAt(body: string): ScheduleExpression | undefined {
  const numbers = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(body)?.slice(1).map(Number);
  if (numbers === undefined) {
    return undefined;
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const wall = { year, month, day, hour, minute, second };
  // February 30th would be counted on into March.
  const isReal = new Date(utcMillis(wall)).toISOString() === `${body}.000Z`;
  return isReal ? { kind: 'at', wall } : undefined;
}

function parseRate(body: string): ScheduleExpression | undefined {
  const [, value, unit] = /^(\d{1,6}) (minute|hour|day)s?$/.exec(body) ?? [];
  const unitMillis = unit === undefined ? undefined : millisOfUnit[unit];
  if (unitMillis === undefined || Number(value) === 0) {
    return undefined;
  }
  return { kind: 'rate', everyMillis: Number(value) * unitMillis };
}
