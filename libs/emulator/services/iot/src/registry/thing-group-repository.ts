import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, integer, json, optionalText, text } from '@fleet/emulator-store';
import * as z from 'zod';
import type { Attributes } from './names';

export interface ThingGroup {
  readonly thingGroupName: string;
  readonly thingGroupId: string;
  readonly parentGroupName: string | undefined;
  readonly description: string;
  readonly attributes: Attributes;
  /** Counts the changes of the record, from 1. */
  readonly version: number;
  readonly createdAt: Date;
}

export interface ThingGroupFilter {
  readonly namePrefix?: string | undefined;
  readonly parentGroupName?: string | undefined;
  /** Whether the children of children are listed, too. */
  readonly recursive: boolean;
}

const schema = [
  `CREATE TABLE iot_thing_group (
     thing_group_name TEXT PRIMARY KEY,
     thing_group_id TEXT NOT NULL,
     parent_group_name TEXT,
     description TEXT NOT NULL,
     attributes TEXT NOT NULL,
     version INTEGER NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_thing_group_by_parent ON iot_thing_group (parent_group_name, thing_group_name);
   CREATE TABLE iot_thing_group_member (
     thing_group_name TEXT NOT NULL,
     thing_name TEXT NOT NULL,
     PRIMARY KEY (thing_group_name, thing_name)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_thing_group_member_by_thing ON iot_thing_group_member (thing_name, thing_group_name);`,
  // The fleet index finds groups without regard to case.
  'CREATE INDEX iot_thing_group_by_any_case ON iot_thing_group (thing_group_name COLLATE NOCASE);',
];

const attributesSchema = z.record(z.string(), z.string());

const descendantsQuery = `WITH RECURSIVE descendant (name) AS (
  SELECT thing_group_name FROM iot_thing_group WHERE parent_group_name = ?
  UNION SELECT thing_group_name FROM iot_thing_group JOIN descendant ON parent_group_name = name
)`;

/** The static thing groups, their hierarchy and their members. */
export class ThingGroupRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_thing_group', schema);
  }

  find(thingGroupName: string): ThingGroup | undefined {
    const row = this.store.get('SELECT * FROM iot_thing_group WHERE thing_group_name = ?', thingGroupName);
    return row && thingGroupOf(row);
  }

  insert(group: ThingGroup): void {
    this.store.run(
      'INSERT INTO iot_thing_group VALUES (?, ?, ?, ?, ?, ?, ?)',
      group.thingGroupName,
      group.thingGroupId,
      group.parentGroupName ?? null,
      group.description,
      JSON.stringify(group.attributes),
      group.version,
      group.createdAt.getTime(),
    );
  }

  update(group: ThingGroup): void {
    this.store.run(
      'UPDATE iot_thing_group SET description = ?, attributes = ?, version = ? WHERE thing_group_name = ?',
      group.description,
      JSON.stringify(group.attributes),
      group.version,
      group.thingGroupName,
    );
  }

  /** Deletes the group and its memberships. */
  delete(thingGroupName: string): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM iot_thing_group_member WHERE thing_group_name = ?', thingGroupName);
      this.store.run('DELETE FROM iot_thing_group WHERE thing_group_name = ?', thingGroupName);
    });
  }

  hasChildren(thingGroupName: string): boolean {
    const row = this.store.get(
      'SELECT 1 FROM iot_thing_group WHERE parent_group_name = ? LIMIT 1',
      thingGroupName,
    );
    return row !== undefined;
  }

  /** From the root of the hierarchy down to this group's parent. */
  ancestorsOf(group: ThingGroup): ThingGroup[] {
    const ancestors: ThingGroup[] = [];
    for (let name = group.parentGroupName; name !== undefined;) {
      const parent = this.find(name);
      if (parent === undefined) {
        break;
      }
      ancestors.unshift(parent);
      name = parent.parentGroupName;
    }
    return ancestors;
  }

  list(after: Cursor, limit: number, filter: ThingGroupFilter): ThingGroup[] {
    const { namePrefix = '' } = filter;
    const { sql, parameters } = hierarchyCondition(filter);
    return this.store
      .all(
        `${sql} AND thing_group_name > ? AND substr(thing_group_name, 1, length(?)) = ?
         ORDER BY thing_group_name LIMIT ?`,
        ...parameters,
        exclusiveStart(after),
        namePrefix,
        namePrefix,
        limit,
      )
      .map(thingGroupOf);
  }

  addThing(thingGroupName: string, thingName: string): void {
    this.store.run(
      'INSERT INTO iot_thing_group_member VALUES (?, ?) ON CONFLICT DO NOTHING',
      thingGroupName,
      thingName,
    );
  }

  /** Memberships that are not there yet. @throws StatementError for one that is */
  addThings(memberships: readonly { readonly thingGroupName: string; readonly thingName: string }[]): void {
    if (memberships.length === 0) {
      return;
    }
    this.store.run(
      'INSERT INTO iot_thing_group_member SELECT value ->> 0, value ->> 1 FROM json_each(?)',
      JSON.stringify(memberships.map(({ thingGroupName, thingName }) => [thingGroupName, thingName])),
    );
  }

  removeThing(thingGroupName: string, thingName: string): void {
    this.store.run(
      'DELETE FROM iot_thing_group_member WHERE thing_group_name = ? AND thing_name = ?',
      thingGroupName,
      thingName,
    );
  }

  removeThingFromAll(thingName: string): void {
    this.store.run('DELETE FROM iot_thing_group_member WHERE thing_name = ?', thingName);
  }

  /** Names of the groups a thing is a direct member of, in their order. */
  groupsOf(thingName: string, after: Cursor, limit: number): string[] {
    return this.store
      .all(
        `SELECT thing_group_name FROM iot_thing_group_member
         WHERE thing_name = ? AND thing_group_name > ? ORDER BY thing_group_name LIMIT ?`,
        thingName,
        exclusiveStart(after),
        limit,
      )
      .map((row) => text(row, 'thing_group_name'));
  }

  /** Names of the members, in their order; `recursive` adds the members of the groups below. */
  thingsIn(thingGroupName: string, after: Cursor, limit: number, recursive: boolean): string[] {
    const start = exclusiveStart(after);
    const rows = recursive
      ? this.store.all(
          `${descendantsQuery} SELECT DISTINCT thing_name FROM iot_thing_group_member
           WHERE (thing_group_name = ? OR thing_group_name IN (SELECT name FROM descendant)) AND thing_name > ?
           ORDER BY thing_name LIMIT ?`,
          thingGroupName,
          thingGroupName,
          start,
          limit,
        )
      : this.store.all(
          `SELECT thing_name FROM iot_thing_group_member
           WHERE thing_group_name = ? AND thing_name > ? ORDER BY thing_name LIMIT ?`,
          thingGroupName,
          start,
          limit,
        );
    return rows.map((row) => text(row, 'thing_name'));
  }
}

function hierarchyCondition(filter: ThingGroupFilter): { sql: string; parameters: string[] } {
  const all = 'SELECT * FROM iot_thing_group WHERE';
  if (filter.parentGroupName === undefined) {
    return { sql: filter.recursive ? `${all} TRUE` : `${all} parent_group_name IS NULL`, parameters: [] };
  }
  const sql = filter.recursive
    ? `${descendantsQuery} ${all} thing_group_name IN (SELECT name FROM descendant)`
    : `${all} parent_group_name = ?`;
  return { sql, parameters: [filter.parentGroupName] };
}

function thingGroupOf(row: Row): ThingGroup {
  return {
    thingGroupName: text(row, 'thing_group_name'),
    thingGroupId: text(row, 'thing_group_id'),
    parentGroupName: optionalText(row, 'parent_group_name'),
    description: text(row, 'description'),
    attributes: json(row, 'attributes', attributesSchema),
    version: integer(row, 'version'),
    createdAt: date(row, 'created_at'),
  };
}
