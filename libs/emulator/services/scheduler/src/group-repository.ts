import type { Clock } from '@fleet/emulator-clock';
import { exclusiveStart, integer, json, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import { schedulerSchema } from './scheduler-schema';

/** The group of schedules that name none. */
export const defaultGroup = 'default';

export interface ScheduleGroup {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly modified: number;
  /** Of the call that made it: the same call made again is no second group. */
  readonly creationToken: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const storedTags = z.record(z.string(), z.string());

/** Groups of schedules; with a group go its schedules. */
export class GroupRepository {
  constructor(
    private readonly store: Store,
    clock: Clock,
  ) {
    store.migrate('scheduler', schedulerSchema);
    if (this.find(defaultGroup) !== undefined) {
      return;
    }
    const now = clock.nowMillis();
    this.save({ name: defaultGroup, created: now, modified: now, creationToken: undefined, tags: {} });
  }

  find(name: string): ScheduleGroup | undefined {
    const row = this.store.get('SELECT * FROM scheduler_groups WHERE name = ?', name);
    return row && toGroup(row);
  }

  /** Groups whose names follow `after`, in order of name. */
  page(prefix: string, after: Cursor, limit: number): ScheduleGroup[] {
    const rows = this.store.all(
      'SELECT * FROM scheduler_groups WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3',
      ...[exclusiveStart(after), prefix, limit],
    );
    return rows.map(toGroup);
  }

  save({ name, created, modified, creationToken, tags }: ScheduleGroup): void {
    this.store.run(
      `INSERT INTO scheduler_groups VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (name) DO UPDATE SET modified = ?3, tags = ?5`,
      ...[name, created, modified, creationToken ?? null, JSON.stringify(tags)],
    );
  }

  /** Deletes a group with its schedules. */
  delete(name: string): void {
    this.store.run('DELETE FROM scheduler_groups WHERE name = ?', name);
  }
}

function toGroup(row: Row): ScheduleGroup {
  return {
    name: text(row, 'name'),
    created: integer(row, 'created'),
    modified: integer(row, 'modified'),
    creationToken: optionalText(row, 'creation_token'),
    tags: json(row, 'tags', storedTags),
  };
}
