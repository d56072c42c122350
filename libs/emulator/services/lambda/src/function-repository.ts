import { exclusiveStart, json } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { functionRecord } from './function-record';
import type { FunctionRecord } from './function-record';

const schema = [`CREATE TABLE lambda_functions (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID`];

/** Keeps the functions' configurations. */
export class FunctionRepository {
  constructor(private readonly store: Store) {
    store.migrate('lambda', schema);
  }

  find(name: string): FunctionRecord | undefined {
    const row = this.store.get('SELECT record FROM lambda_functions WHERE name = ?', name);
    return row && recordOf(row);
  }

  save(record: FunctionRecord): void {
    this.store.run(
      'INSERT INTO lambda_functions (name, record) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
      record.name,
      JSON.stringify(record),
    );
  }

  /** @returns whether there was one. */
  delete(name: string): boolean {
    return this.store.run('DELETE FROM lambda_functions WHERE name = ?', name).changes > 0;
  }

  /** At most `limit` functions whose names come after `after`, in order of names. */
  list(after: Cursor, limit: number): FunctionRecord[] {
    const sql = 'SELECT record FROM lambda_functions WHERE name > ? ORDER BY name LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(recordOf);
  }

  *all(): IterableIterator<FunctionRecord> {
    for (const row of this.store.iterate('SELECT record FROM lambda_functions')) {
      yield recordOf(row);
    }
  }
}

function recordOf(row: Row): FunctionRecord {
  return json(row, 'record', functionRecord);
}
