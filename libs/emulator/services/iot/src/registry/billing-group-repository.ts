import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, integer, text } from '@fleet/emulator-store';

export interface BillingGroup {
  readonly billingGroupName: string;
  readonly billingGroupId: string;
  readonly description: string;
  /** Counts the changes of the record, from 1. */
  readonly version: number;
  readonly createdAt: Date;
}

const schema = [
  `CREATE TABLE iot_billing_group (
     billing_group_name TEXT PRIMARY KEY,
     billing_group_id TEXT NOT NULL,
     description TEXT NOT NULL,
     version INTEGER NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE iot_billing_group_member (
     thing_name TEXT PRIMARY KEY,
     billing_group_name TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_billing_group_member_by_group ON iot_billing_group_member (billing_group_name, thing_name);`,
];

/** The billing groups, and which thing is in which. */
export class BillingGroupRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_billing_group', schema);
  }

  find(billingGroupName: string): BillingGroup | undefined {
    const sql = 'SELECT * FROM iot_billing_group WHERE billing_group_name = ?';
    const row = this.store.get(sql, billingGroupName);
    return row && billingGroupOf(row);
  }

  save(group: BillingGroup): void {
    this.store.run(
      'INSERT OR REPLACE INTO iot_billing_group VALUES (?, ?, ?, ?, ?)',
      group.billingGroupName,
      group.billingGroupId,
      group.description,
      group.version,
      group.createdAt.getTime(),
    );
  }

  /** Deletes the group and its memberships. */
  delete(billingGroupName: string): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM iot_billing_group_member WHERE billing_group_name = ?', billingGroupName);
      this.store.run('DELETE FROM iot_billing_group WHERE billing_group_name = ?', billingGroupName);
    });
  }

  names(after: Cursor, limit: number, prefix: string): string[] {
    const rows = this.store.all(
      `SELECT billing_group_name FROM iot_billing_group
       WHERE billing_group_name > ?1 AND substr(billing_group_name, 1, length(?2)) = ?2
       ORDER BY billing_group_name LIMIT ?3`,
      exclusiveStart(after),
      prefix,
      limit,
    );
    return rows.map((row) => text(row, 'billing_group_name'));
  }

  /** Puts a thing into a group, and takes it out of the one it was in. */
  addThing(billingGroupName: string, thingName: string): void {
    this.store.run(
      'INSERT OR REPLACE INTO iot_billing_group_member VALUES (?, ?)',
      thingName,
      billingGroupName,
    );
  }

  removeThing(thingName: string): void {
    this.store.run('DELETE FROM iot_billing_group_member WHERE thing_name = ?', thingName);
  }

  groupOf(thingName: string): string | undefined {
    const sql = 'SELECT billing_group_name FROM iot_billing_group_member WHERE thing_name = ?';
    const row = this.store.get(sql, thingName);
    return row && text(row, 'billing_group_name');
  }

  thingsIn(billingGroupName: string, after: Cursor, limit: number): string[] {
    const rows = this.store.all(
      `SELECT thing_name FROM iot_billing_group_member WHERE billing_group_name = ? AND thing_name > ?
       ORDER BY thing_name LIMIT ?`,
      billingGroupName,
      exclusiveStart(after),
      limit,
    );
    return rows.map((row) => text(row, 'thing_name'));
  }
}

function billingGroupOf(row: Row): BillingGroup {
  return {
    billingGroupName: text(row, 'billing_group_name'),
    billingGroupId: text(row, 'billing_group_id'),
    description: text(row, 'description'),
    version: integer(row, 'version'),
    createdAt: date(row, 'created_at'),
  };
}
