import { exclusiveStart, integer, json, optionalInteger, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import { scheduleDefinition } from './schedule-definition';
import type { ScheduleDefinition } from './schedule-definition';

/** A schedule as it is kept. Instants are milliseconds since the epoch. */
export interface Schedule {
  readonly id: number;
  readonly group: string;
  readonly name: string;
  readonly definition: ScheduleDefinition;
  readonly created: number;
  readonly modified: number;
  /** Of the call that made it: the same call made again is no second schedule. */
  readonly creationToken: string | undefined;
  /** From which a rate without a start is counted. */
  readonly anchor: number;
  /** The last occurrence that was fired of the present expression. */
  readonly firedAt: number | undefined;
  /** The occurrence that is fired next. */
  readonly nextAt: number | undefined;
  /** Counts the updates. */
  readonly revision: number;
}

/** What schedules are listed by: their group and their name. */
export const scheduleKey = z.tuple([z.string(), z.string()]).readonly();
type ScheduleKey = z.output<typeof scheduleKey>;

export interface ScheduleFilter {
  readonly group?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly state?: string | undefined;
}

/** The schedules. Their table is made with that of the groups. */
export class ScheduleRepository {
  constructor(private readonly store: Store) {}

  find(group: string, name: string): Schedule | undefined {
    const row = this.store.get(
      'SELECT * FROM scheduler_schedules WHERE group_name = ? AND name = ?',
      ...[group, name],
    );
    return row && toSchedule(row);
  }

  /** Schedules that follow `after`, in order of group and name. */
  page(filter: ScheduleFilter, after: Cursor<ScheduleKey>, limit: number): Schedule[] {
    const rows = this.store.all(
      `SELECT * FROM scheduler_schedules
       WHERE (group_name, name) > (?1, ?2) AND (?3 IS NULL OR group_name = ?3)
         AND (?4 IS NULL OR substr(name, 1, length(?4)) = ?4) AND (?5 IS NULL OR state = ?5)
       ORDER BY group_name, name LIMIT ?6`,
      ...[
        exclusiveStart(after?.[0]),
        exclusiveStart(after?.[1]),
        filter.group ?? null,
        filter.namePrefix ?? null,
        filter.state ?? null,
        limit,
      ],
    );
    return rows.map(toSchedule);
  }

  add(schedule: Omit<Schedule, 'id'>): void {
    this.store.run(
      `INSERT INTO scheduler_schedules (group_name, name, definition, state, created, modified, creation_token,
         anchor, fired_at, next_at, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[schedule.group, schedule.name, JSON.stringify(schedule.definition), schedule.definition.state],
      ...[schedule.created, schedule.modified, schedule.creationToken ?? null, schedule.anchor],
      ...[schedule.firedAt ?? null, schedule.nextAt ?? null, schedule.revision],
    );
  }

  update(schedule: Schedule): void {
    this.store.run(
      `UPDATE scheduler_schedules SET definition = ?2, state = ?3, modified = ?4, anchor = ?5, fired_at = ?6,
         next_at = ?7, revision = ?8 WHERE id = ?1`,
      ...[schedule.id, JSON.stringify(schedule.definition), schedule.definition.state, schedule.modified],
      ...[schedule.anchor, schedule.firedAt ?? null, schedule.nextAt ?? null, schedule.revision],
    );
  }

  delete(id: number): void {
    this.store.run('DELETE FROM scheduler_schedules WHERE id = ?', id);
  }

  /** Deletes a schedule that was not changed since, and has nothing more to fire. */
  deleteCompleted(id: number, revision: number): void {
    this.store.run(
      'DELETE FROM scheduler_schedules WHERE id = ? AND revision = ? AND next_at IS NULL',
      ...[id, revision],
    );
  }

  /** When the next occurrence of any schedule is. */
  earliest(): number | undefined {
    return optionalInteger(this.store.one('SELECT min(next_at) AS at FROM scheduler_schedules'), 'at');
  }

  /** Schedules with an occurrence at `now` or before, those that wait longest first. */
  due(now: number, limit: number): Schedule[] {
    const rows = this.store.all(
      'SELECT * FROM scheduler_schedules WHERE next_at <= ? ORDER BY next_at, id LIMIT ?',
      ...[now, limit],
    );
    return rows.map(toSchedule);
  }

  /** Enabled schedules that have nothing to fire at `now`, from the one after `id` on. */
  waiting(now: number, id: number, limit: number): Schedule[] {
    const rows = this.store.all(
      `SELECT * FROM scheduler_schedules
       WHERE id > ? AND state = 'ENABLED' AND (next_at IS NULL OR next_at > ?) ORDER BY id LIMIT ?`,
      ...[id, now, limit],
    );
    return rows.map(toSchedule);
  }

  setOccurrences(id: number, { firedAt, nextAt }: Pick<Schedule, 'firedAt' | 'nextAt'>): void {
    this.store.run(
      'UPDATE scheduler_schedules SET fired_at = ?, next_at = ? WHERE id = ?',
      ...[firedAt ?? null, nextAt ?? null, id],
    );
  }
}

function toSchedule(row: Row): Schedule {
  return {
    id: integer(row, 'id'),
    group: text(row, 'group_name'),
    name: text(row, 'name'),
    definition: json(row, 'definition', scheduleDefinition),
    created: integer(row, 'created'),
    modified: integer(row, 'modified'),
    creationToken: optionalText(row, 'creation_token'),
    anchor: integer(row, 'anchor'),
    firedAt: optionalInteger(row, 'fired_at'),
    nextAt: optionalInteger(row, 'next_at'),
    revision: integer(row, 'revision'),
  };
}
