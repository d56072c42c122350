import { firstInstantOf } from '@fleet/zoned-time';
import { cronAfter, cronUntil } from './cron-expression';
import type { ScheduleExpression } from './schedule-expression';

/** All that decides when a schedule fires. Instants are milliseconds since the epoch. */
export interface Timing {
  readonly expression: ScheduleExpression;
  readonly timeZone: string;
  /** From which a rate is counted, unless there is a `start`. */
  readonly anchor: number;
  /** The first instant at which a recurring schedule may fire. */
  readonly start?: number | undefined;
  /** The first instant at which a recurring schedule may fire no more. */
  readonly end?: number | undefined;
}

/** The first occurrence after an instant; undefined when there is none any more. */
export function occurrenceAfter(timing: Timing, after: number): number | undefined {
  const { expression, timeZone, start = -Infinity, end = Infinity } = timing;
  if (expression.kind === 'at') {
    const at = firstInstantOf(expression.wall, timeZone);
    return at !== undefined && at > after ? at : undefined;
  }
  const from = Math.max(after, start - 1);
  const found =
    expression.kind === 'cron'
      ? cronAfter(expression.cron, from, timeZone)
      : rateTick(timing, expression.everyMillis, (ticks) => Math.floor(ticks) + 1, from);
  return found !== undefined && found < end ? found : undefined;
}

/** The last occurrence until an instant, itself included; undefined when there was none yet. */
export function occurrenceUntil(timing: Timing, until: number): number | undefined {
  const { expression, timeZone, start = -Infinity, end = Infinity } = timing;
  if (expression.kind === 'at') {
    const at = firstInstantOf(expression.wall, timeZone);
    return at !== undefined && at <= until ? at : undefined;
  }
  const to = Math.min(until, end - 1);
  const found =
    expression.kind === 'cron'
      ? cronUntil(expression.cron, to, timeZone)
      : rateTick(timing, expression.everyMillis, Math.floor, to);
  return found !== undefined && found >= start ? found : undefined;
}

/** Ticks are counted in both directions: a cloud's time may be moved to before a schedule was made. */
function rateTick(
  { start, anchor }: Timing,
  everyMillis: number,
  round: (ticks: number) => number,
  instant: number,
): number {
  const origin = start ?? anchor;
  return origin + round((instant - origin) / everyMillis) * everyMillis;
}
