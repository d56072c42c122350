import { occurrenceAfter, occurrenceUntil } from './expressions/occurrences';
import { timingOf } from './schedule-definition';
import type { ScheduleDefinition } from './schedule-definition';
import type { Schedule } from './schedule-repository';

/** What a schedule is to fire next, and what it has fired. Instants are milliseconds since the epoch. */
export type OccurrencePlan = Pick<Schedule, 'anchor' | 'firedAt' | 'nextAt'>;

/** The plan of a new schedule. A rate without a start fires at once, and so does a time that is past. */
export function firstPlan(definition: ScheduleDefinition, now: number): OccurrencePlan {
  return {
    anchor: now,
    firedAt: undefined,
    nextAt: nextFor(definition, { anchor: now, firedAt: undefined }, now),
  };
}

/**
 * The plan of a schedule after an update. One that changes nothing of when it fires changes nothing of its plan: a
 * time that was fired is not fired again for a new description.
 */
export function updatedPlan(before: Schedule, definition: ScheduleDefinition, now: number): OccurrencePlan {
  const changed = (...members: (keyof ScheduleDefinition)[]): boolean =>
    members.some((member) => before.definition[member] !== definition[member]);
  if (!changed('expression', 'timeZone', 'start', 'end', 'state')) {
    return before;
  }
  const anchor = changed('expression', 'start') ? now : before.anchor;
  const firedAt = changed('expression', 'timeZone') ? undefined : before.firedAt;
  return { anchor, firedAt, nextAt: nextFor(definition, { anchor, firedAt }, now) };
}

/** The plan of a schedule whose next occurrence has come: of several that were missed the last one is fired. */
export function firedPlan(schedule: Schedule, now: number): OccurrencePlan & { readonly firedAt: number } {
  const timing = timingOf(schedule.definition, schedule.anchor);
  const firedAt = Math.max(schedule.nextAt ?? now, occurrenceUntil(timing, now) ?? -Infinity);
  return { anchor: schedule.anchor, firedAt, nextAt: occurrenceAfter(timing, now) };
}

/** The plan of a schedule that waits, after the cloud's time has moved: what lies ahead may lie closer now. */
export function movedPlan(schedule: Schedule, now: number): OccurrencePlan {
  const timing = timingOf(schedule.definition, schedule.anchor);
  return timing.expression.kind === 'at' ? schedule : { ...schedule, nextAt: occurrenceAfter(timing, now) };
}

function nextFor(
  definition: ScheduleDefinition,
  { anchor, firedAt }: Pick<OccurrencePlan, 'anchor' | 'firedAt'>,
  now: number,
): number | undefined {
  if (definition.state === 'DISABLED') {
    return undefined;
  }
  const timing = timingOf(definition, anchor);
  if (timing.expression.kind !== 'at') {
    return occurrenceAfter(timing, now - 1);
  }
  return firedAt === undefined ? occurrenceAfter(timing, -Infinity) : undefined;
}
