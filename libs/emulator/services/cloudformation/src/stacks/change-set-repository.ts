import { json } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { ChangeSet } from './records';
import { changeSetSchema } from './records';

export class ChangeSetRepository {
  constructor(private readonly store: Store) {}

  save(changeSet: ChangeSet): void {
    this.store.run(
      `INSERT INTO cfn_change_sets (id, stack_id, name, record) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (id) DO UPDATE SET record = ?4`,
      changeSet.id,
      changeSet.stackId,
      changeSet.name,
      JSON.stringify(changeSet),
    );
  }

  findById(id: string): ChangeSet | undefined {
    return parse(this.store.get('SELECT record FROM cfn_change_sets WHERE id = ?', id));
  }

  findByName(stackId: string, name: string): ChangeSet | undefined {
    const sql = 'SELECT record FROM cfn_change_sets WHERE stack_id = ? AND name = ?';
    return parse(this.store.get(sql, stackId, name));
  }

  list(stackId: string): ChangeSet[] {
    const sql = 'SELECT record FROM cfn_change_sets WHERE stack_id = ? ORDER BY rowid';
    return this.store.all(sql, stackId).flatMap((row) => parse(row) ?? []);
  }

  remove(id: string): void {
    this.store.run('DELETE FROM cfn_change_sets WHERE id = ?', id);
  }

  removeAll(stackId: string): void {
    this.store.run('DELETE FROM cfn_change_sets WHERE stack_id = ?', stackId);
  }
}

function parse(row: Row | undefined): ChangeSet | undefined {
  return row === undefined ? undefined : json(row, 'record', changeSetSchema);
}
