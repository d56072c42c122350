import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, integer, json, optionalText, text } from '@fleet/emulator-store';
import { recognizedNumber } from '@fleet/fleet-index-query';
import * as z from 'zod';
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

/** What things are listed by where an attribute is asked for: its value, and their name. */
export const attributeKey = z.tuple([z.string(), z.string()]);
export type AttributeKey = z.output<typeof attributeKey>;

const schema = [
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
  // What the fleet index needs: text without regard to case, and numbers as numbers. The condition is that of
  // `recognizedNumber`, for what older versions have written.
  `CREATE TABLE iot_thing_attribute_of_thing (
     thing_name TEXT NOT NULL,
     name TEXT NOT NULL,
     value TEXT NOT NULL COLLATE NOCASE,
     number REAL,
     PRIMARY KEY (thing_name, name)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO iot_thing_attribute_of_thing
     SELECT thing_name, name, value,
       CASE WHEN json_valid(value) THEN
         CASE json_type(value)
           WHEN 'integer' THEN iif(CAST(value AS REAL) BETWEEN -9007199254740992 AND 9007199254740991, CAST(value AS REAL), NULL)
           WHEN 'real' THEN iif(abs(CAST(value AS REAL)) < 9e999, CAST(value AS REAL), NULL)
         END
       END
     FROM iot_thing_attribute ORDER BY thing_name, name;
   DROP TABLE iot_thing_attribute;
   ALTER TABLE iot_thing_attribute_of_thing RENAME TO iot_thing_attribute;
   CREATE INDEX iot_thing_attribute_by_value ON iot_thing_attribute (name, value, thing_name);
   CREATE INDEX iot_thing_attribute_by_number ON iot_thing_attribute (name, number, value, thing_name);
   CREATE INDEX iot_thing_by_any_case ON iot_thing (thing_name COLLATE NOCASE, thing_name);
   CREATE INDEX iot_thing_by_id ON iot_thing (thing_id);`,
];

const attributesSchema = z.record(z.string(), z.string());
/** Sorts behind every string that begins with what it is appended to. */
const lastCharacter = '\u{10ffff}';

/** The things of the registry, findable by name, by type and by attribute. */
export class ThingRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_thing', schema);
  }

  find(thingName: string): Thing | undefined {
    const row = this.store.get('SELECT * FROM iot_thing WHERE thing_name = ?', thingName);
    return row && thingOf(row);
  }

  exists(thingName: string): boolean {
    return this.store.get('SELECT 1 FROM iot_thing WHERE thing_name = ?', thingName) !== undefined;
  }

  insert(thing: Thing): void {
    this.insertAll([thing]);
  }

  /** Inserts things that do not exist, with what makes them findable. @throws StatementError for one that does */
  insertAll(things: readonly Thing[]): void {
    const attributes = things.flatMap((thing) => attributeRows(thing, Object.keys(thing.attributes)));
    this.store.transaction(() => {
      this.store.run(
        `INSERT INTO iot_thing SELECT ${columnsOf(6)} FROM json_each(?)`,
        JSON.stringify(things.map(thingRow)),
      );
      this.writeAttributes(attributes);
    });
  }

  /** Writes `next` over `current`, and of what makes it findable what differs. */
  replace(current: Thing, next: Thing): void {
    const names = Object.keys({ ...current.attributes, ...next.attributes });
    const changed = names.filter((name) => current.attributes[name] !== next.attributes[name]);
    this.store.transaction(() => {
      this.store.run(
        'UPDATE iot_thing SET thing_type_name = ?, attributes = ?, version = ? WHERE thing_name = ?',
        next.thingTypeName ?? null,
        JSON.stringify(next.attributes),
        next.version,
        next.thingName,
      );
      for (const name of changed) {
        this.store.run(
          'DELETE FROM iot_thing_attribute WHERE thing_name = ? AND name = ?',
          next.thingName,
          name,
        );
      }
      this.writeAttributes(attributeRows(next, changed));
    });
  }

  delete(thing: Thing): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM iot_thing WHERE thing_name = ?', thing.thingName);
      this.store.run('DELETE FROM iot_thing_attribute WHERE thing_name = ?', thing.thingName);
    });
  }

  hasType(thingTypeName: string): boolean {
    return (
      this.store.get('SELECT 1 FROM iot_thing WHERE thing_type_name = ? LIMIT 1', thingTypeName) !== undefined
    );
  }

  /** By name; only those of a type where one is given. */
  list(after: Cursor, limit: number, thingTypeName?: string): Thing[] {
    const start = exclusiveStart(after);
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

  /** By the attribute's value without regard to case, then by name; only values of the very case are listed. */
  listByAttribute(after: Cursor<AttributeKey>, limit: number, filter: AttributeFilter): Thing[] {
    const { name, value, prefix, thingTypeName } = filter;
    // One lower bound only: of two, the database might begin every page at that of the first.
    const start = after ? '(attribute.value, attribute.thing_name) > (?3, ?4)' : 'attribute.value >= ?3';
    const [startValue, startName] = after ?? [value, null];
    const rows = this.store.all(
      `SELECT thing.* FROM iot_thing_attribute AS attribute JOIN iot_thing AS thing USING (thing_name)
       WHERE attribute.name = ?1 AND attribute.value <= ?2 AND ${start}
         AND ${prefix ? 'substr(attribute.value, 1, length(?6))' : 'attribute.value'} COLLATE BINARY = ?6
         ${thingTypeName === undefined ? '' : 'AND thing.thing_type_name = ?7'}
       ORDER BY attribute.value, attribute.thing_name LIMIT ?5`,
      name,
      prefix ? value + lastCharacter : value,
      startValue,
      startName,
      limit,
      value,
      ...(thingTypeName === undefined ? [] : [thingTypeName]),
    );
    return rows.map(thingOf);
  }

  private writeAttributes(rows: readonly AttributeRow[]): void {
    if (rows.length === 0) {
      return;
    }
    this.store.run(
      `INSERT INTO iot_thing_attribute SELECT ${columnsOf(4)} FROM json_each(?)`,
      JSON.stringify(rows),
    );
  }
}

type AttributeRow = readonly [thingName: string, name: string, value: string, number: number | null];

function attributeRows({ thingName, attributes }: Thing, names: readonly string[]): AttributeRow[] {
  return names.flatMap((name) => {
    const value = attributes[name];
    return value === undefined ? [] : [[thingName, name, value, recognizedNumber(value) ?? null]];
  });
}

function thingRow(thing: Thing): (string | number | null)[] {
  const { thingName, thingId, thingTypeName = null, attributes, version, createdAt } = thing;
  return [thingName, thingId, thingTypeName, JSON.stringify(attributes), version, createdAt.getTime()];
}

/** The elements of the arrays that `json_each` answers, as columns. */
function columnsOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `value ->> ${index}`).join(', ');
}

export interface AttributeFilter {
  readonly name: string;
  readonly value: string;
  /** Whether `value` is only the beginning of the attribute's value. */
  readonly prefix: boolean;
  readonly thingTypeName?: string | undefined;
}

export function thingOf(row: Row): Thing {
  return {
    thingName: text(row, 'thing_name'),
    thingId: text(row, 'thing_id'),
    thingTypeName: optionalText(row, 'thing_type_name'),
    attributes: json(row, 'attributes', attributesSchema),
    version: integer(row, 'version'),
    createdAt: date(row, 'created_at'),
  };
}
