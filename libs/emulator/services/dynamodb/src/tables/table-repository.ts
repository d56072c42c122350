import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { exclusiveStart, json, text } from '@fleet/emulator-store';
import { tableRecord } from './table-record';
import type { TableRecord } from './table-record';

const schema = ['CREATE TABLE dynamodb_tables (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID'];

/** Keeps the tables' definitions; those in use stay parsed. */
export class TableRepository {
  private readonly parsed = new Map<string, TableRecord>();

  constructor(private readonly store: Store) {
    store.migrate('dynamodb_tables', schema);
  }

  find(name: string): TableRecord | undefined {
    const known = this.parsed.get(name);
    if (known) {
      return known;
    }
    const row = this.store.get('SELECT record FROM dynamodb_tables WHERE name = ?', name);
    const table = row && tableOf(row);
    if (table) {
      this.parsed.set(name, table);
    }
    return table;
  }

  save(table: TableRecord): void {
    this.parsed.delete(table.name);
    this.store.run(
      'INSERT INTO dynamodb_tables (name, record) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
      table.name,
      JSON.stringify(table),
    );
  }

  delete(name: string): void {
    this.parsed.delete(name);
    this.store.run('DELETE FROM dynamodb_tables WHERE name = ?', name);
  }

  /** At most `limit` names, in order. */
  names(after: Cursor, limit: number): string[] {
    return this.store
      .all(
        'SELECT name FROM dynamodb_tables WHERE name > ? ORDER BY name LIMIT ?',
        exclusiveStart(after),
        limit,
      )
      .map((row) => text(row, 'name'));
  }
}

function tableOf(row: Row): TableRecord {
  return json(row, 'record', tableRecord);
}
