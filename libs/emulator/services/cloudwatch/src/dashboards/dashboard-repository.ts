import { date, exclusiveStart, json, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

export interface Dashboard {
  readonly name: string;
  /** JSON. */
  readonly body: string;
  readonly modified: Date;
  readonly tags: Readonly<Record<string, string>>;
}

const schema = [
  `CREATE TABLE cloudwatch_dashboards (
     name TEXT PRIMARY KEY, body TEXT NOT NULL, modified INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  "ALTER TABLE cloudwatch_dashboards ADD COLUMN tags TEXT NOT NULL DEFAULT '{}'",
];

const texts = z.record(z.string(), z.string());

/** The dashboards of the account, by name. */
export class DashboardRepository {
  constructor(private readonly store: Store) {
    store.migrate('cloudwatch_dashboards', schema);
  }

  find(name: string): Dashboard | undefined {
    const row = this.store.get('SELECT * FROM cloudwatch_dashboards WHERE name = ?', name);
    return row && toDashboard(row);
  }

  page(prefix: string, after: Cursor, limit: number): Dashboard[] {
    const rows = this.store.all(
      `SELECT * FROM cloudwatch_dashboards
       WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3`,
      exclusiveStart(after),
      prefix,
      limit,
    );
    return rows.map(toDashboard);
  }

  /** One that is there keeps its tags. */
  save({ name, body, modified, tags }: Dashboard): void {
    this.store.run(
      `INSERT INTO cloudwatch_dashboards VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (name) DO UPDATE SET body = ?2, modified = ?3`,
      name,
      body,
      modified.getTime(),
      JSON.stringify(tags),
    );
  }

  retag(name: string, tags: Dashboard['tags']): void {
    this.store.run('UPDATE cloudwatch_dashboards SET tags = ? WHERE name = ?', JSON.stringify(tags), name);
  }

  delete(name: string): void {
    this.store.run('DELETE FROM cloudwatch_dashboards WHERE name = ?', name);
  }
}

function toDashboard(row: Row): Dashboard {
  return {
    name: text(row, 'name'),
    body: text(row, 'body'),
    modified: date(row, 'modified'),
    tags: json(row, 'tags', texts),
  };
}
