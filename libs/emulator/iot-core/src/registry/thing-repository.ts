import type { Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import type { PageKey } from '../paging';
import { date, integer, json, optionalText, text } from '../rows';
import type { Attributes } from './names';

export interface Thing {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName: string | undefined;
  readonly attributes: Attributes;
  /** Counts the changes of the record, from 1. */
  readonly version: number;
  readonly createdAt: Date;
}

const SCHEMA = [
  `CREATE TABLE iot_thing (
     thing_name TEXT PRIMARY KEY,
     thing_id TEXT NOT NULL,
     thing_type_name TEXT,
     attributes TEXT NOT NULL,
     version INTEGER NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_thing_by_type ON iot_thing (thing_type_name, thing_name);
   CREATE TABLE iot_thing_attribute (
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     thing_name TEXT NOT NULL,
     PRIMARY KEY (name, value, thing_name)
   ) STRICT, WITHOUT ROWID;`,
];

const attributesSchema = z.record(z.string(), z.string());
/** Sorts behind every string that begins with what it is appended to. */
const LAST = '\u{10ffff}';

/** The things of the registry, findable by name, by type and by attribute. */
export class ThingRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_thing', SCHEMA);
  }

  find(thingName: string): Thing | undefined {
    const row = this.store.get('SELECT * FROM iot_thing WHERE thing_name = ?', thingName);
    return row && thingOf(row);
  }

  exists(thingName: string): boolean {
    return this.store.get('SELECT 1 FROM iot_thing WHERE thing_name = ?', thingName) !== undefined;
  }

  insert(thing: Thing): void {
    this.store.transaction(() => {
      this.store.run(
        'INSERT INTO iot_thing VALUES (?, ?, ?, ?, ?, ?)',
        thing.thingName,
        thing.thingId,
        thing.thingTypeName ?? null,
        JSON.stringify(thing.attributes),
        thing.version,
        thing.createdAt.getTime(),
      );
      this.index(thing);
    });
  }

  /** Writes `next` over `current`, and the attribute index with it. */
  replace(current: Thing, next: Thing): void {
    this.store.transaction(() => {
      this.store.run(
        'UPDATE iot_thing SET thing_type_name = ?, attributes = ?, version = ? WHERE thing_name = ?',
        next.thingTypeName ?? null,
        JSON.stringify(next.attributes),
        next.version,
        next.thingName,
      );
      this.unindex(current);
      this.index(next);
    });
  }

  delete(thing: Thing): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM iot_thing WHERE thing_name = ?', thing.thingName);
      this.unindex(thing);
    });
  }

  hasType(thingTypeName: string): boolean {
    return (
      this.store.get('SELECT 1 FROM iot_thing WHERE thing_type_name = ? LIMIT 1', thingTypeName) !== undefined
    );
  }

  /** By name; only those of a type where one is given. */
  list(after: PageKey | undefined, limit: number, thingTypeName?: string): Thing[] {
    const start = after?.[0] ?? '';
    const rows =
      thingTypeName === undefined
        ? this.store.all(
            'SELECT * FROM iot_thing WHERE thing_name > ? ORDER BY thing_name LIMIT ?',
            start,
            limit,
          )
        : this.store.all(
            'SELECT * FROM iot_thing WHERE thing_type_name = ? AND thing_name > ? ORDER BY thing_name LIMIT ?',
            thingTypeName,
            start,
            limit,
          );
    return rows.map(thingOf);
  }

  /** By the attribute's value, then by name. */
  listByAttribute(after: PageKey | undefined, limit: number, filter: AttributeFilter): Thing[] {
    const type = filter.thingTypeName === undefined ? [] : [filter.thingTypeName];
    const rows = this.store.all(
      `SELECT thing.* FROM iot_thing_attribute AS attribute JOIN iot_thing AS thing USING (thing_name)
       WHERE attribute.name = ? AND attribute.value BETWEEN ? AND ?
         AND (attribute.value, attribute.thing_name) > (?, ?) ${type.length > 0 ? 'AND thing.thing_type_name = ?' : ''}
       ORDER BY attribute.value, attribute.thing_name LIMIT ?`,
      filter.name,
      filter.value,
      filter.prefix ? filter.value + LAST : filter.value,
      after?.[0] ?? '',
      after?.[1] ?? '',
      ...type,
      limit,
    );
    return rows.map(thingOf);
  }

  private index(thing: Thing): void {
    for (const [name, value] of Object.entries(thing.attributes)) {
      this.store.run('INSERT INTO iot_thing_attribute VALUES (?, ?, ?)', name, value, thing.thingName);
    }
  }

  private unindex(thing: Thing): void {
    for (const [name, value] of Object.entries(thing.attributes)) {
      this.store.run(
        'DELETE FROM iot_thing_attribute WHERE name = ? AND value = ? AND thing_name = ?',
        name,
        value,
        thing.thingName,
      );
    }
  }
}

export interface AttributeFilter {
  readonly name: string;
  readonly value: string;
  /** Whether `value` is only the beginning of the attribute's value. */
  readonly prefix: boolean;
  readonly thingTypeName?: string | undefined;
}

function thingOf(row: Row): Thing {
  return {
    thingName: text(row, 'thing_name'),
    thingId: text(row, 'thing_id'),
    thingTypeName: optionalText(row, 'thing_type_name'),
    attributes: json(row, 'attributes', (value) => attributesSchema.parse(value)),
    version: integer(row, 'version'),
    createdAt: date(row, 'created_at'),
  };
}
