import { exclusiveStart, integer, oneOf, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';

const parameterTypes = ['String', 'StringList', 'SecureString'] as const;

export interface Parameter {
  readonly name: string;
  readonly type: (typeof parameterTypes)[number];
  readonly value: string;
  readonly version: number;
  readonly description: string | undefined;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

const schema = [
  `CREATE TABLE ssm_parameters (
     name TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL,
     description TEXT, modified INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE ssm_parameter_tags (
     name TEXT NOT NULL REFERENCES ssm_parameters ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (name, key)
   ) STRICT, WITHOUT ROWID`,
];

export class ParameterRepository {
  constructor(private readonly store: Store) {
    store.migrate('ssm', schema);
  }

  find(name: string): Parameter | undefined {
    const row = this.store.get('SELECT * FROM ssm_parameters WHERE name = ?', name);
    return row && toParameter(row);
  }

  /** Parameters whose names follow `after`, in order of name. */
  page(after: Cursor, limit: number): Parameter[] {
    const sql = 'SELECT * FROM ssm_parameters WHERE name > ? ORDER BY name LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(toParameter);
  }

  /** Those below a path that ends in a slash; the ones with no further slash in their names unless `recursive`. */
  below(path: string, recursive: boolean, after: Cursor, limit: number): Parameter[] {
    const rows = this.store.all(
      `SELECT * FROM ssm_parameters WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2
         AND (?3 OR instr(substr(name, length(?2) + 1), '/') = 0) ORDER BY name LIMIT ?4`,
      exclusiveStart(after),
      path,
      recursive ? 1 : 0,
      limit,
    );
    return rows.map(toParameter);
  }

  save(parameter: Parameter): void {
    this.store.run(
      `INSERT INTO ssm_parameters VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO UPDATE
       SET type = ?2, value = ?3, version = ?4, description = ?5, modified = ?6`,
      parameter.name,
      parameter.type,
      parameter.value,
      parameter.version,
      parameter.description ?? null,
      parameter.modified,
    );
  }

  /** @returns whether there was one */
  delete(name: string): boolean {
    return this.store.run('DELETE FROM ssm_parameters WHERE name = ?', name).changes > 0;
  }

  tags(name: string): { Key: string; Value: string }[] {
    const rows = this.store.all(
      'SELECT key, value FROM ssm_parameter_tags WHERE name = ? ORDER BY key',
      name,
    );
    return rows.map((row) => ({ Key: text(row, 'key'), Value: text(row, 'value') }));
  }

  tag(name: string, key: string, value: string): void {
    this.store.run('INSERT OR REPLACE INTO ssm_parameter_tags VALUES (?, ?, ?)', name, key, value);
  }

  untag(name: string, key: string): void {
    this.store.run('DELETE FROM ssm_parameter_tags WHERE name = ? AND key = ?', name, key);
  }
}

function toParameter(row: Row): Parameter {
  return {
    name: text(row, 'name'),
    type: oneOf(row, 'type', parameterTypes),
    value: text(row, 'value'),
    version: integer(row, 'version'),
    description: optionalText(row, 'description'),
    modified: integer(row, 'modified'),
  };
}
