import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, flag, integer, oneOf, optionalText, text } from '@fleet/emulator-store';
import * as z from 'zod';

const templateTypes = ['FLEET_PROVISIONING', 'JITP'] as const;

export interface ProvisioningTemplate {
  readonly templateName: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly provisioningRoleArn: string;
  /** ARN of the pre-provisioning hook's function. */
  readonly hookArn: string | undefined;
  readonly type: (typeof templateTypes)[number];
  readonly defaultVersionId: number;
  /** The highest version id ever given: ids are not given twice. */
  readonly lastVersionId: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface ProvisioningTemplateVersion {
  readonly templateName: string;
  readonly versionId: number;
  readonly body: string;
  readonly createdAt: Date;
}

/** What the versions of a template are listed by; the first is 1. */
export const versionKey = z.int();

const schema = [
  `CREATE TABLE iot_provisioning_template (
     template_name TEXT PRIMARY KEY,
     description TEXT NOT NULL,
     enabled INTEGER NOT NULL,
     role_arn TEXT NOT NULL,
     hook_arn TEXT,
     type TEXT NOT NULL,
     default_version_id INTEGER NOT NULL,
     last_version_id INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     modified_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE iot_provisioning_template_version (
     template_name TEXT NOT NULL,
     version_id INTEGER NOT NULL,
     body TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     PRIMARY KEY (template_name, version_id)
   ) STRICT, WITHOUT ROWID;`,
];

/** The provisioning templates and their versions. */
export class ProvisioningTemplateRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_provisioning_template', schema);
  }

  find(templateName: string): ProvisioningTemplate | undefined {
    const row = this.store.get(
      'SELECT * FROM iot_provisioning_template WHERE template_name = ?',
      templateName,
    );
    return row && templateOf(row);
  }

  /** Writes the template, whether it is new or not. */
  save(template: ProvisioningTemplate): void {
    this.store.run(
      'INSERT OR REPLACE INTO iot_provisioning_template VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      template.templateName,
      template.description,
      template.enabled ? 1 : 0,
      template.provisioningRoleArn,
      template.hookArn ?? null,
      template.type,
      template.defaultVersionId,
      template.lastVersionId,
      template.createdAt.getTime(),
      template.modifiedAt.getTime(),
    );
  }

  /** Deletes the template with all its versions. */
  delete(templateName: string): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM iot_provisioning_template_version WHERE template_name = ?', templateName);
      this.store.run('DELETE FROM iot_provisioning_template WHERE template_name = ?', templateName);
    });
  }

  list(after: Cursor, limit: number): ProvisioningTemplate[] {
    return this.store
      .all(
        'SELECT * FROM iot_provisioning_template WHERE template_name > ? ORDER BY template_name LIMIT ?',
        exclusiveStart(after),
        limit,
      )
      .map(templateOf);
  }

  insertVersion(version: ProvisioningTemplateVersion): void {
    this.store.run(
      'INSERT INTO iot_provisioning_template_version VALUES (?, ?, ?, ?)',
      version.templateName,
      version.versionId,
      version.body,
      version.createdAt.getTime(),
    );
  }

  findVersion(templateName: string, versionId: number): ProvisioningTemplateVersion | undefined {
    const row = this.store.get(
      'SELECT * FROM iot_provisioning_template_version WHERE template_name = ? AND version_id = ?',
      templateName,
      versionId,
    );
    return row && versionOf(row);
  }

  versionsOf(templateName: string, after: Cursor<number>, limit: number): ProvisioningTemplateVersion[] {
    return this.store
      .all(
        `SELECT * FROM iot_provisioning_template_version
         WHERE template_name = ? AND version_id > ? ORDER BY version_id LIMIT ?`,
        templateName,
        after ?? 0,
        limit,
      )
      .map(versionOf);
  }

  deleteVersion(templateName: string, versionId: number): void {
    this.store.run(
      'DELETE FROM iot_provisioning_template_version WHERE template_name = ? AND version_id = ?',
      templateName,
      versionId,
    );
  }
}

function templateOf(row: Row): ProvisioningTemplate {
  return {
    templateName: text(row, 'template_name'),
    description: text(row, 'description'),
    enabled: flag(row, 'enabled'),
    provisioningRoleArn: text(row, 'role_arn'),
    hookArn: optionalText(row, 'hook_arn'),
    type: oneOf(row, 'type', templateTypes),
    defaultVersionId: integer(row, 'default_version_id'),
    lastVersionId: integer(row, 'last_version_id'),
    createdAt: date(row, 'created_at'),
    modifiedAt: date(row, 'modified_at'),
  };
}

function versionOf(row: Row): ProvisioningTemplateVersion {
  return {
    templateName: text(row, 'template_name'),
    versionId: integer(row, 'version_id'),
    body: text(row, 'body'),
    createdAt: date(row, 'created_at'),
  };
}
