import { exclusiveStart, json, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

export interface Topic {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const schema = [
  `CREATE TABLE sns_topics (
     name TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
];

const texts = z.record(z.string(), z.string());

/** The topics of the account, by name. */
export class TopicRepository {
  constructor(private readonly store: Store) {
    store.migrate('sns_topics', schema);
  }

  find(name: string): Topic | undefined {
    const row = this.store.get('SELECT * FROM sns_topics WHERE name = ?', name);
    return row && toTopic(row);
  }

  page(after: Cursor, limit: number): Topic[] {
    const sql = 'SELECT * FROM sns_topics WHERE name > ? ORDER BY name LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(toTopic);
  }

  save({ name, attributes, tags }: Topic): void {
    this.store.run(
      `INSERT INTO sns_topics VALUES (?1, ?2, ?3)
       ON CONFLICT (name) DO UPDATE SET attributes = ?2, tags = ?3`,
      name,
      JSON.stringify(attributes),
      JSON.stringify(tags),
    );
  }

  delete(name: string): void {
    this.store.run('DELETE FROM sns_topics WHERE name = ?', name);
  }
}

function toTopic(row: Row): Topic {
  return {
    name: text(row, 'name'),
    attributes: json(row, 'attributes', texts),
    tags: json(row, 'tags', texts),
  };
}
