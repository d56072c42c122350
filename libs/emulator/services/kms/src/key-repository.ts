import { exclusiveStart, integer, json, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

const stored = z.object({
  description: z.string(),
  policy: z.string(),
  enabled: z.boolean(),
  rotates: z.boolean(),
  /** Milliseconds since the epoch at which the key is to be deleted. */
  deletion: z.number().optional(),
  tags: z.record(z.string(), z.string()),
  /** PEM of the private half of a key that signs. */
  signingKey: z.string().optional(),
});

/** A key. One that encrypts has no key material, as nothing is encrypted with it. */
export interface KeyRecord extends z.infer<typeof stored> {
  readonly id: string;
  readonly created: number;
}

export interface Alias {
  /** With its `alias/` prefix. */
  readonly name: string;
  readonly keyId: string;
}

const schema = [
  `CREATE TABLE kms_keys (id TEXT PRIMARY KEY, created INTEGER NOT NULL, settings TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE kms_aliases (
     name TEXT PRIMARY KEY, key TEXT NOT NULL REFERENCES kms_keys ON DELETE CASCADE
   ) STRICT, WITHOUT ROWID`,
];

export class KeyRepository {
  constructor(private readonly store: Store) {
    store.migrate('kms', schema);
  }

  find(id: string): KeyRecord | undefined {
    const row = this.store.get('SELECT * FROM kms_keys WHERE id = ?', id);
    return row && toKey(row);
  }

  /** Keys whose ids follow `after`, in order of id. */
  page(after: Cursor, limit: number): KeyRecord[] {
    const sql = 'SELECT * FROM kms_keys WHERE id > ? ORDER BY id LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(toKey);
  }

  save({ id, created, ...settings }: KeyRecord): void {
    this.store.run(
      'INSERT INTO kms_keys VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET settings = ?3',
      id,
      created,
      JSON.stringify(settings),
    );
  }

  /** Deletes the keys whose time has come, and their aliases. */
  deleteDue(nowMillis: number): void {
    const keys = this.store.all('SELECT * FROM kms_keys ORDER BY id').map(toKey);
    for (const { id, deletion } of keys) {
      if (deletion !== undefined && deletion <= nowMillis) {
        this.store.run('DELETE FROM kms_keys WHERE id = ?', id);
      }
    }
  }

  alias(name: string): Alias | undefined {
    const row = this.store.get('SELECT * FROM kms_aliases WHERE name = ?', name);
    return row && toAlias(row);
  }

  /** Aliases whose names follow `after`, in order of name; of one key if it is given. */
  aliases(keyId: string | undefined, after: Cursor, limit: number): Alias[] {
    const sql = `SELECT * FROM kms_aliases WHERE name > ?1 AND (?2 IS NULL OR key = ?2) ORDER BY name LIMIT ?3`;
    return this.store.all(sql, exclusiveStart(after), keyId ?? null, limit).map(toAlias);
  }

  saveAlias({ name, keyId }: Alias): void {
    this.store.run('INSERT OR REPLACE INTO kms_aliases VALUES (?, ?)', name, keyId);
  }

  deleteAlias(name: string): void {
    this.store.run('DELETE FROM kms_aliases WHERE name = ?', name);
  }
}

function toKey(row: Row): KeyRecord {
  return {
    id: text(row, 'id'),
    created: integer(row, 'created'),
    ...json(row, 'settings', stored),
  };
}

function toAlias(row: Row): Alias {
  return { name: text(row, 'name'), keyId: text(row, 'key') };
}
