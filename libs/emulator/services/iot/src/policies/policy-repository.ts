import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, integer, text } from '@fleet/emulator-store';

export interface Policy {
  readonly policyName: string;
  readonly defaultVersionId: number;
  /** The highest version id ever given: ids are not given twice. */
  readonly lastVersionId: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface PolicyVersion {
  readonly policyName: string;
  readonly versionId: number;
  readonly document: string;
  readonly createdAt: Date;
}

/** Sorts behind every name of a policy. */
const behindAllNames = '\u{10ffff}';

const schema = [
  `CREATE TABLE iot_policy (
     policy_name TEXT PRIMARY KEY,
     default_version_id INTEGER NOT NULL,
     last_version_id INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     modified_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE iot_policy_version (
     policy_name TEXT NOT NULL,
     version_id INTEGER NOT NULL,
     document TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     PRIMARY KEY (policy_name, version_id)
   ) STRICT, WITHOUT ROWID;`,
];

/** The policies and their versions. */
export class PolicyRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_policy', schema);
  }

  find(policyName: string): Policy | undefined {
    const row = this.store.get('SELECT * FROM iot_policy WHERE policy_name = ?', policyName);
    return row && policyOf(row);
  }

  insert(policy: Policy): void {
    this.store.run(
      'INSERT INTO iot_policy VALUES (?, ?, ?, ?, ?)',
      policy.policyName,
      policy.defaultVersionId,
      policy.lastVersionId,
      policy.createdAt.getTime(),
      policy.modifiedAt.getTime(),
    );
  }

  update(policy: Policy): void {
    this.store.run(
      'UPDATE iot_policy SET default_version_id = ?, last_version_id = ?, modified_at = ? WHERE policy_name = ?',
      policy.defaultVersionId,
      policy.lastVersionId,
      policy.modifiedAt.getTime(),
      policy.policyName,
    );
  }

  /** Deletes the policy with all its versions. */
  delete(policyName: string): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM iot_policy_version WHERE policy_name = ?', policyName);
      this.store.run('DELETE FROM iot_policy WHERE policy_name = ?', policyName);
    });
  }

  list(after: Cursor, limit: number, ascending: boolean): Policy[] {
    const rows = ascending
      ? this.store.all(
          'SELECT * FROM iot_policy WHERE policy_name > ? ORDER BY policy_name LIMIT ?',
          exclusiveStart(after),
          limit,
        )
      : this.store.all(
          'SELECT * FROM iot_policy WHERE policy_name < ? ORDER BY policy_name DESC LIMIT ?',
          after ?? behindAllNames,
          limit,
        );
    return rows.map(policyOf);
  }

  insertVersion(version: PolicyVersion): void {
    this.store.run(
      'INSERT INTO iot_policy_version VALUES (?, ?, ?, ?)',
      version.policyName,
      version.versionId,
      version.document,
      version.createdAt.getTime(),
    );
  }

  findVersion(policyName: string, versionId: number): PolicyVersion | undefined {
    const row = this.store.get(
      'SELECT * FROM iot_policy_version WHERE policy_name = ? AND version_id = ?',
      policyName,
      versionId,
    );
    return row && versionOf(row);
  }

  /** Newest first. */
  versionsOf(policyName: string): PolicyVersion[] {
    return this.store
      .all('SELECT * FROM iot_policy_version WHERE policy_name = ? ORDER BY version_id DESC', policyName)
      .map(versionOf);
  }

  deleteVersion(policyName: string, versionId: number): void {
    this.store.run(
      'DELETE FROM iot_policy_version WHERE policy_name = ? AND version_id = ?',
      policyName,
      versionId,
    );
  }
}

function policyOf(row: Row): Policy {
  return {
    policyName: text(row, 'policy_name'),
    defaultVersionId: integer(row, 'default_version_id'),
    lastVersionId: integer(row, 'last_version_id'),
    createdAt: date(row, 'created_at'),
    modifiedAt: date(row, 'modified_at'),
  };
}

function versionOf(row: Row): PolicyVersion {
  return {
    policyName: text(row, 'policy_name'),
    versionId: integer(row, 'version_id'),
    document: text(row, 'document'),
    createdAt: date(row, 'created_at'),
  };
}
