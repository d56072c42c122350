import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, integer, text } from '@fleet/emulator-store';

export interface RoleAlias {
  readonly roleAlias: string;
  readonly roleArn: string;
  readonly credentialDurationSeconds: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

const schema = [
  `CREATE TABLE iot_role_alias (
     role_alias TEXT PRIMARY KEY,
     role_arn TEXT NOT NULL,
     credential_duration_seconds INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     modified_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

const behindAllNames = '\u{10ffff}';

/** The role aliases of the account, by name. */
export class RoleAliasRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_role_alias', schema);
  }

  find(roleAlias: string): RoleAlias | undefined {
    const row = this.store.get('SELECT * FROM iot_role_alias WHERE role_alias = ?', roleAlias);
    return row && roleAliasOf(row);
  }

  save(alias: RoleAlias): void {
    this.store.run(
      'INSERT OR REPLACE INTO iot_role_alias VALUES (?, ?, ?, ?, ?)',
      alias.roleAlias,
      alias.roleArn,
      alias.credentialDurationSeconds,
      alias.createdAt.getTime(),
      alias.modifiedAt.getTime(),
    );
  }

  delete(roleAlias: string): void {
    this.store.run('DELETE FROM iot_role_alias WHERE role_alias = ?', roleAlias);
  }

  /** Names in order, or against it; both begin behind `after`. */
  names(after: Cursor, limit: number, ascending: boolean): string[] {
    const rows = ascending
      ? this.store.all(
          'SELECT role_alias FROM iot_role_alias WHERE role_alias > ? ORDER BY role_alias LIMIT ?',
          exclusiveStart(after),
          limit,
        )
      : this.store.all(
          'SELECT role_alias FROM iot_role_alias WHERE role_alias < ? ORDER BY role_alias DESC LIMIT ?',
          after ?? behindAllNames,
          limit,
        );
    return rows.map((row) => text(row, 'role_alias'));
  }
}

function roleAliasOf(row: Row): RoleAlias {
  return {
    roleAlias: text(row, 'role_alias'),
    roleArn: text(row, 'role_arn'),
    credentialDurationSeconds: integer(row, 'credential_duration_seconds'),
    createdAt: date(row, 'created_at'),
    modifiedAt: date(row, 'modified_at'),
  };
}
