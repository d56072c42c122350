import { RememberedReads, exclusiveStart, integer, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, SqlValue, Store } from '@fleet/emulator-store';

export interface Role {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly trustPolicy: string;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  readonly permissionsBoundary: string | undefined;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

/** A role with everything in IAM that decides what it may do. */
export interface GrantedRole extends Role {
  readonly inlinePolicies: readonly { readonly name: string; readonly document: string }[];
  /** Their ARNs. */
  readonly attachedPolicies: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

const schema = [
  `CREATE TABLE iam_roles (
     name TEXT PRIMARY KEY COLLATE NOCASE, id TEXT NOT NULL, path TEXT NOT NULL, trust_policy TEXT NOT NULL,
     description TEXT, max_session_seconds INTEGER NOT NULL, permissions_boundary TEXT, created INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE iam_role_policies (
     role TEXT NOT NULL COLLATE NOCASE REFERENCES iam_roles ON DELETE CASCADE, name TEXT NOT NULL,
     document TEXT NOT NULL, PRIMARY KEY (role, name)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE iam_role_attachments (
     role TEXT NOT NULL COLLATE NOCASE REFERENCES iam_roles ON DELETE CASCADE, policy_arn TEXT NOT NULL,
     PRIMARY KEY (role, policy_arn)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iam_role_attachments_by_policy ON iam_role_attachments (policy_arn);
   CREATE TABLE iam_role_tags (
     role TEXT NOT NULL COLLATE NOCASE REFERENCES iam_roles ON DELETE CASCADE, key TEXT NOT NULL,
     value TEXT NOT NULL, PRIMARY KEY (role, key)
   ) STRICT, WITHOUT ROWID`,
];

/** Roles with their inline policies, attachments and tags. Names differ in more than their case. */
export class RoleRepository {
  /** Every request of a function asks for that of its role. */
  private readonly grants = new RememberedReads<GrantedRole>();

  constructor(private readonly store: Store) {
    store.migrate('iam-roles', schema);
  }

  find(name: string): Role | undefined {
    const row = this.store.get('SELECT * FROM iam_roles WHERE name = ?', name);
    return row && toRole(row);
  }

  granted(name: string): GrantedRole | undefined {
    return this.grants.find(name.toLowerCase(), () => {
      const role = this.find(name);
      return (
        role && {
          ...role,
          inlinePolicies: this.inlineDocuments(role.name),
          attachedPolicies: this.attachedPolicies(role.name),
          tags: this.tags(role.name),
        }
      );
    });
  }

  page(pathPrefix: string, after: Cursor, limit: number): Role[] {
    const sql = `SELECT * FROM iam_roles WHERE name > ?1 AND substr(path, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3`;
    return this.store.all(sql, exclusiveStart(after), pathPrefix, limit).map(toRole);
  }

  save(role: Role): void {
    this.write(
      `INSERT INTO iam_roles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (name) DO UPDATE SET
       trust_policy = ?4, description = ?5, max_session_seconds = ?6, permissions_boundary = ?7`,
      role.name,
      role.id,
      role.path,
      role.trustPolicy,
      role.description ?? null,
      role.maxSessionSeconds,
      role.permissionsBoundary ?? null,
      role.created,
    );
  }

  delete(name: string): void {
    this.write('DELETE FROM iam_roles WHERE name = ?', name);
  }

  inlinePolicies(role: string): string[] {
    const rows = this.store.all('SELECT name FROM iam_role_policies WHERE role = ? ORDER BY name', role);
    return rows.map((row) => text(row, 'name'));
  }

  inlinePoliciesAfter(role: string, after: Cursor, limit: number): string[] {
    const sql = 'SELECT name FROM iam_role_policies WHERE role = ? AND name > ? ORDER BY name LIMIT ?';
    return this.store.all(sql, role, exclusiveStart(after), limit).map((row) => text(row, 'name'));
  }

  inlinePolicy(role: string, name: string): string | undefined {
    const row = this.store.get(
      'SELECT document FROM iam_role_policies WHERE role = ? AND name = ?',
      role,
      name,
    );
    return row && text(row, 'document');
  }

  private inlineDocuments(role: string): { readonly name: string; readonly document: string }[] {
    const sql = 'SELECT name, document FROM iam_role_policies WHERE role = ? ORDER BY name';
    return this.store
      .all(sql, role)
      .map((row) => ({ name: text(row, 'name'), document: text(row, 'document') }));
  }

  saveInlinePolicy(role: string, name: string, document: string): void {
    this.write('INSERT OR REPLACE INTO iam_role_policies VALUES (?, ?, ?)', role, name, document);
  }

  /** @returns whether there was one */
  deleteInlinePolicy(role: string, name: string): boolean {
    return this.write('DELETE FROM iam_role_policies WHERE role = ? AND name = ?', role, name).changes > 0;
  }

  attachedPolicies(role: string): string[] {
    const rows = this.store.all(
      'SELECT policy_arn FROM iam_role_attachments WHERE role = ? ORDER BY 1',
      role,
    );
    return rows.map((row) => text(row, 'policy_arn'));
  }

  attachedPoliciesAfter(role: string, after: Cursor, limit: number): string[] {
    const sql =
      'SELECT policy_arn FROM iam_role_attachments WHERE role = ? AND policy_arn > ? ORDER BY policy_arn LIMIT ?';
    return this.store.all(sql, role, exclusiveStart(after), limit).map((row) => text(row, 'policy_arn'));
  }

  rolesWithAfter(policyArn: string, after: Cursor, limit: number): string[] {
    const sql =
      'SELECT role FROM iam_role_attachments WHERE policy_arn = ? AND role > ? ORDER BY role LIMIT ?';
    return this.store.all(sql, policyArn, exclusiveStart(after), limit).map((row) => text(row, 'role'));
  }

  rolesWith(policyArn: string): string[] {
    const rows = this.store.all(
      'SELECT role FROM iam_role_attachments WHERE policy_arn = ? ORDER BY 1',
      policyArn,
    );
    return rows.map((row) => text(row, 'role'));
  }

  attach(role: string, policyArn: string): void {
    this.write('INSERT OR IGNORE INTO iam_role_attachments VALUES (?, ?)', role, policyArn);
  }

  /** @returns whether it was attached */
  detach(role: string, policyArn: string): boolean {
    const sql = 'DELETE FROM iam_role_attachments WHERE role = ? AND policy_arn = ?';
    return this.write(sql, role, policyArn).changes > 0;
  }

  tags(role: string): { Key: string; Value: string }[] {
    const rows = this.store.all('SELECT key, value FROM iam_role_tags WHERE role = ? ORDER BY key', role);
    return rows.map((row) => ({ Key: text(row, 'key'), Value: text(row, 'value') }));
  }

  tagsAfter(role: string, after: Cursor, limit: number): { Key: string; Value: string }[] {
    const sql = 'SELECT key, value FROM iam_role_tags WHERE role = ? AND key > ? ORDER BY key LIMIT ?';
    return this.store
      .all(sql, role, exclusiveStart(after), limit)
      .map((row) => ({ Key: text(row, 'key'), Value: text(row, 'value') }));
  }

  tag(role: string, key: string, value: string): void {
    this.write('INSERT OR REPLACE INTO iam_role_tags VALUES (?, ?, ?)', role, key, value);
  }

  untag(role: string, key: string): void {
    this.write('DELETE FROM iam_role_tags WHERE role = ? AND key = ?', role, key);
  }

  private write(sql: string, ...params: SqlValue[]): { changes: number } {
    this.grants.wrote();
    return this.store.run(sql, ...params);
  }
}

function toRole(row: Row): Role {
  return {
    name: text(row, 'name'),
    id: text(row, 'id'),
    path: text(row, 'path'),
    trustPolicy: text(row, 'trust_policy'),
    description: optionalText(row, 'description'),
    maxSessionSeconds: integer(row, 'max_session_seconds'),
    permissionsBoundary: optionalText(row, 'permissions_boundary'),
    created: integer(row, 'created'),
  };
}
