import type { Cursor, Store } from '@fleet/emulator-store';
import { exclusiveStart, integer, text } from '@fleet/emulator-store';

const schema = [
  `CREATE TABLE iot_policy_attachment (
     policy_name TEXT NOT NULL,
     target TEXT NOT NULL,
     PRIMARY KEY (policy_name, target)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_policy_attachment_by_target ON iot_policy_attachment (target, policy_name);`,
];

/** Which policies are attached to which targets (ARNs of certificates and thing groups). */
export class PolicyAttachmentRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_policy_attachment', schema);
  }

  attach(policyName: string, target: string): void {
    this.store.run(
      'INSERT INTO iot_policy_attachment VALUES (?, ?) ON CONFLICT DO NOTHING',
      policyName,
      target,
    );
  }

  /** Answers whether it was attached. */
  detach(policyName: string, target: string): boolean {
    const { changes } = this.store.run(
      'DELETE FROM iot_policy_attachment WHERE policy_name = ? AND target = ?',
      policyName,
      target,
    );
    return changes > 0;
  }

  detachAll(target: string): void {
    this.store.run('DELETE FROM iot_policy_attachment WHERE target = ?', target);
  }

  has(policyName: string, target: string): boolean {
    const row = this.store.get(
      'SELECT 1 FROM iot_policy_attachment WHERE policy_name = ? AND target = ?',
      policyName,
      target,
    );
    return row !== undefined;
  }

  hasPolicies(target: string): boolean {
    return (
      this.store.get('SELECT 1 FROM iot_policy_attachment WHERE target = ? LIMIT 1', target) !== undefined
    );
  }

  hasTargets(policyName: string): boolean {
    return (
      this.store.get('SELECT 1 FROM iot_policy_attachment WHERE policy_name = ? LIMIT 1', policyName) !==
      undefined
    );
  }

  countOf(target: string): number {
    const row = this.store.one(
      'SELECT COUNT(*) AS policies FROM iot_policy_attachment WHERE target = ?',
      target,
    );
    return integer(row, 'policies');
  }

  /** Names, in their order. */
  policiesOf(target: string, after: Cursor, limit: number): string[] {
    return this.store
      .all(
        'SELECT policy_name FROM iot_policy_attachment WHERE target = ? AND policy_name > ? ORDER BY policy_name LIMIT ?',
        target,
        exclusiveStart(after),
        limit,
      )
      .map((row) => text(row, 'policy_name'));
  }

  /** ARNs, in their order. */
  targetsOf(policyName: string, after: Cursor, limit: number): string[] {
    return this.store
      .all(
        'SELECT target FROM iot_policy_attachment WHERE policy_name = ? AND target > ? ORDER BY target LIMIT ?',
        policyName,
        exclusiveStart(after),
        limit,
      )
      .map((row) => text(row, 'target'));
  }
}
