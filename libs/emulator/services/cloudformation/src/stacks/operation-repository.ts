import { json } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { OperationRecord } from './records';
import { operationSchema } from './records';

/** The one operation that a stack is in, or was stopped in. */
export class OperationRepository {
  constructor(private readonly store: Store) {}

  save(operation: OperationRecord): void {
    this.store.run(
      `INSERT INTO cfn_operations (stack_id, record) VALUES (?1, ?2)
       ON CONFLICT (stack_id) DO UPDATE SET record = ?2`,
      operation.stackId,
      JSON.stringify(operation),
    );
  }

  find(stackId: string): OperationRecord | undefined {
    const row = this.store.get('SELECT record FROM cfn_operations WHERE stack_id = ?', stackId);
    return row === undefined ? undefined : json(row, 'record', operationSchema);
  }

  list(): OperationRecord[] {
    const rows = this.store.all('SELECT record FROM cfn_operations ORDER BY stack_id');
    return rows.map((row) => json(row, 'record', operationSchema));
  }

  remove(stackId: string): void {
    this.store.run('DELETE FROM cfn_operations WHERE stack_id = ?', stackId);
  }
}
