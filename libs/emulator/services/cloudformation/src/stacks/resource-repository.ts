import { integer, json, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { ResourceRecord } from './records';
import { resourceSchema } from './records';

/** A resource as it was before the running operation touched it; `before` is absent if it was not there. */
export interface Undo {
  readonly logicalId: string;
  readonly before: ResourceRecord | undefined;
}

const beforeSchema = resourceSchema.nullable();

/** The resources of stacks, what a rollback needs to know of them, and what still has to be deleted. */
export class ResourceRepository {
  constructor(private readonly store: Store) {}

  save(stackId: string, resource: ResourceRecord): void {
    this.store.run(
      `INSERT INTO cfn_resources (stack_id, logical_id, record) VALUES (?1, ?2, ?3)
       ON CONFLICT (stack_id, logical_id) DO UPDATE SET record = ?3`,
      stackId,
      resource.logicalId,
      JSON.stringify(resource),
    );
  }

  find(stackId: string, logicalId: string): ResourceRecord | undefined {
    const sql = 'SELECT record FROM cfn_resources WHERE stack_id = ? AND logical_id = ?';
    const row = this.store.get(sql, stackId, logicalId);
    return row === undefined ? undefined : parse(row);
  }

  list(stackId: string): ResourceRecord[] {
    const sql = 'SELECT record FROM cfn_resources WHERE stack_id = ? ORDER BY logical_id';
    return this.store.all(sql, stackId).map(parse);
  }

  remove(stackId: string, logicalId: string): void {
    this.store.run('DELETE FROM cfn_resources WHERE stack_id = ? AND logical_id = ?', stackId, logicalId);
  }

  /** Remembers how a resource was; what an operation remembers first, it keeps. */
  remember(stackId: string, logicalId: string, before: ResourceRecord | undefined): void {
    this.store.run(
      'INSERT OR IGNORE INTO cfn_undo (stack_id, logical_id, before) VALUES (?, ?, ?)',
      stackId,
      logicalId,
      JSON.stringify(before ?? null),
    );
  }

  remembered(stackId: string): Undo[] {
    return this.store
      .all('SELECT logical_id, before FROM cfn_undo WHERE stack_id = ?', stackId)
      .map((row) => ({
        logicalId: text(row, 'logical_id'),
        before: json(row, 'before', beforeSchema) ?? undefined,
      }));
  }

  forget(stackId: string): void {
    this.store.run('DELETE FROM cfn_undo WHERE stack_id = ?', stackId);
  }

  /** Puts a resource on the list of what is deleted once the stack no longer needs it. */
  discard(stackId: string, resource: ResourceRecord): void {
    this.store.run(
      'INSERT INTO cfn_discarded (stack_id, record) VALUES (?, ?)',
      stackId,
      JSON.stringify(resource),
    );
  }

  discarded(stackId: string): Map<string, ResourceRecord> {
    const rows = this.store.all(
      'SELECT seq, record FROM cfn_discarded WHERE stack_id = ? ORDER BY seq',
      stackId,
    );
    return new Map(rows.map((row) => [integer(row, 'seq').toString(), parse(row)]));
  }

  removeDiscarded(sequence: string): void {
    this.store.run('DELETE FROM cfn_discarded WHERE seq = ?', Number(sequence));
  }
}

function parse(row: Row): ResourceRecord {
  return json(row, 'record', resourceSchema);
}
