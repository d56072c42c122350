import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, json, optionalDate, text } from '@fleet/emulator-store';
import * as z from 'zod';

export interface ThingType {
  readonly thingTypeName: string;
  readonly thingTypeId: string;
  readonly description: string;
  readonly searchableAttributes: readonly string[];
  readonly createdAt: Date;
  /** Absent while things may still be given this type. */
  readonly deprecatedAt: Date | undefined;
}

const schema = [
  `CREATE TABLE iot_thing_type (
     thing_type_name TEXT PRIMARY KEY,
     thing_type_id TEXT NOT NULL,
     description TEXT NOT NULL,
     searchable_attributes TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     deprecated_at INTEGER
   ) STRICT, WITHOUT ROWID;`,
];

const attributeNames = z.array(z.string());

/** The thing types of the registry, by name. */
export class ThingTypeRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_thing_type', schema);
  }

  find(thingTypeName: string): ThingType | undefined {
    const row = this.store.get('SELECT * FROM iot_thing_type WHERE thing_type_name = ?', thingTypeName);
    return row && thingTypeOf(row);
  }

  insert(type: ThingType): void {
    this.store.run(
      'INSERT INTO iot_thing_type VALUES (?, ?, ?, ?, ?, ?)',
      type.thingTypeName,
      type.thingTypeId,
      type.description,
      JSON.stringify(type.searchableAttributes),
      type.createdAt.getTime(),
      type.deprecatedAt?.getTime() ?? null,
    );
  }

  deprecate(thingTypeName: string, at: Date | undefined): void {
    this.store.run(
      'UPDATE iot_thing_type SET deprecated_at = ? WHERE thing_type_name = ?',
      at?.getTime() ?? null,
      thingTypeName,
    );
  }

  delete(thingTypeName: string): void {
    this.store.run('DELETE FROM iot_thing_type WHERE thing_type_name = ?', thingTypeName);
  }

  list(after: Cursor, limit: number): ThingType[] {
    return this.store
      .all(
        'SELECT * FROM iot_thing_type WHERE thing_type_name > ? ORDER BY thing_type_name LIMIT ?',
        exclusiveStart(after),
        limit,
      )
      .map(thingTypeOf);
  }
}

function thingTypeOf(row: Row): ThingType {
  return {
    thingTypeName: text(row, 'thing_type_name'),
    thingTypeId: text(row, 'thing_type_id'),
    description: text(row, 'description'),
    searchableAttributes: json(row, 'searchable_attributes', attributeNames),
    createdAt: date(row, 'created_at'),
    deprecatedAt: optionalDate(row, 'deprecated_at'),
  };
}
