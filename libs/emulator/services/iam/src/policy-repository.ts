import { exclusiveStart, flag, integer, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';

export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly created: number;
}

export interface PolicyVersion {
  /** `v1`, `v2`... as a number. */
  readonly number: number;
  readonly document: string;
  readonly isDefault: boolean;
  readonly created: number;
}

const schema = [
  `CREATE TABLE iam_policies (
     arn TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, id TEXT NOT NULL, path TEXT NOT NULL,
     description TEXT, created INTEGER NOT NULL, last_version INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE iam_policy_versions (
     policy TEXT NOT NULL REFERENCES iam_policies ON DELETE CASCADE, number INTEGER NOT NULL,
     document TEXT NOT NULL, is_default INTEGER NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (policy, number)
   ) STRICT, WITHOUT ROWID`,
];

/** Customer managed policies and their versions. */
export class PolicyRepository {
  constructor(private readonly store: Store) {
    store.migrate('iam-policies', schema);
  }

  find(arn: string): ManagedPolicy | undefined {
    const row = this.store.get('SELECT * FROM iam_policies WHERE arn = ?', arn);
    return row && toPolicy(row);
  }

  isNameTaken(name: string): boolean {
    return this.store.get('SELECT 1 FROM iam_policies WHERE name = ?', name) !== undefined;
  }

  page(after: Cursor, limit: number): ManagedPolicy[] {
    const sql = 'SELECT * FROM iam_policies WHERE arn > ? ORDER BY arn LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(toPolicy);
  }

  add({ arn, name, id, path, description, created }: ManagedPolicy): void {
    const sql = 'INSERT INTO iam_policies VALUES (?, ?, ?, ?, ?, ?, 0)';
    this.store.run(sql, arn, name, id, path, description ?? null, created);
  }

  delete(arn: string): void {
    this.store.run('DELETE FROM iam_policies WHERE arn = ?', arn);
  }

  versions(arn: string): PolicyVersion[] {
    return this.store
      .all('SELECT * FROM iam_policy_versions WHERE policy = ? ORDER BY number', arn)
      .map(toVersion);
  }

  /** That of the version in force. */
  defaultDocument(arn: string): string | undefined {
    const sql = 'SELECT document FROM iam_policy_versions WHERE policy = ? AND is_default = 1';
    const row = this.store.get(sql, arn);
    return row && text(row, 'document');
  }

  /** Those before a number, the newest first. */
  versionsBefore(arn: string, before: Cursor<number>, limit: number): PolicyVersion[] {
    const sql = `SELECT * FROM iam_policy_versions WHERE policy = ?1 AND (?2 IS NULL OR number < ?2)
      ORDER BY number DESC LIMIT ?3`;
    return this.store.all(sql, arn, before ?? null, limit).map(toVersion);
  }

  /** Numbers are never used again, not even those of deleted versions. */
  addVersion(arn: string, version: Omit<PolicyVersion, 'number'>): PolicyVersion {
    return this.store.transaction(() => {
      const row = this.store.one(
        'UPDATE iam_policies SET last_version = last_version + 1 WHERE arn = ? RETURNING last_version',
        arn,
      );
      const number = integer(row, 'last_version');
      const sql = 'INSERT INTO iam_policy_versions VALUES (?, ?, ?, 0, ?)';
      this.store.run(sql, arn, number, version.document, version.created);
      if (version.isDefault) {
        this.setDefault(arn, number);
      }
      return { ...version, number };
    });
  }

  setDefault(arn: string, number: number): void {
    this.store.run(
      'UPDATE iam_policy_versions SET is_default = (number = ?2) WHERE policy = ?1',
      arn,
      number,
    );
  }

  deleteVersion(arn: string, number: number): void {
    this.store.run('DELETE FROM iam_policy_versions WHERE policy = ? AND number = ?', arn, number);
  }
}

function toPolicy(row: Row): ManagedPolicy {
  return {
    arn: text(row, 'arn'),
    name: text(row, 'name'),
    id: text(row, 'id'),
    path: text(row, 'path'),
    description: optionalText(row, 'description'),
    created: integer(row, 'created'),
  };
}

function toVersion(row: Row): PolicyVersion {
  return {
    number: integer(row, 'number'),
    document: text(row, 'document'),
    isDefault: flag(row, 'is_default'),
    created: integer(row, 'created'),
  };
}
