import { exclusiveStart, integer, json, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

const stored = z.object({
  tagMutability: z.enum(['IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE', 'MUTABLE_WITH_EXCLUSION']),
  scanOnPush: z.boolean(),
  policy: z.string().optional(),
  lifecyclePolicy: z.string().optional(),
  tags: z.record(z.string(), z.string()),
});

/** A repository of images, with its settings. */
export interface ImageRepository extends z.infer<typeof stored> {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

const schema = [
  `CREATE TABLE ecr_repositories (
     name TEXT PRIMARY KEY, created INTEGER NOT NULL, settings TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
];

export class RepositoryRepository {
  constructor(private readonly store: Store) {
    store.migrate('ecr', schema);
  }

  /** Repositories whose names follow `after`, in order of name. */
  page(after: Cursor, limit: number): ImageRepository[] {
    const sql = 'SELECT * FROM ecr_repositories WHERE name > ? ORDER BY name LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(toRepository);
  }

  find(name: string): ImageRepository | undefined {
    const row = this.store.get('SELECT * FROM ecr_repositories WHERE name = ?', name);
    return row && toRepository(row);
  }

  save({ name, created, ...settings }: ImageRepository): void {
    const sql = 'INSERT OR REPLACE INTO ecr_repositories VALUES (?, ?, ?)';
    this.store.run(sql, name, created, JSON.stringify(settings));
  }

  delete(name: string): void {
    this.store.run('DELETE FROM ecr_repositories WHERE name = ?', name);
  }
}

function toRepository(row: Row): ImageRepository {
  const settings = json(row, 'settings', stored);
  return { name: text(row, 'name'), created: integer(row, 'created'), ...settings };
}
