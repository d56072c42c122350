import { json, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { StackRecord } from './records';
import { stackSchema } from './records';

const isLive = `deleted = 0`;

/** Stacks, the deleted ones included: those are found by id alone. */
export class StackRepository {
  constructor(private readonly store: Store) {}

  save(stack: StackRecord): void {
    this.store.run(
      `INSERT INTO cfn_stacks (id, name, deleted, record) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (id) DO UPDATE SET deleted = ?3, record = ?4`,
      stack.id,
      stack.name,
      stack.deletedAt === undefined ? 0 : 1,
      JSON.stringify(stack),
    );
  }

  /** By name among those that exist, or by id (the ARN) among all. */
  find(nameOrId: string): StackRecord | undefined {
    const column = nameOrId.startsWith('arn:') ? 'id = ?' : `name = ? AND ${isLive}`;
    return parse(this.store.get(`SELECT record FROM cfn_stacks WHERE ${column}`, nameOrId));
  }

  /** The name of a stack, without reading the rest of it, which has a whole template. */
  nameOf(id: string): string | undefined {
    const row = this.store.get(`SELECT name FROM cfn_stacks WHERE id = ?`, id);
    return row && text(row, 'name');
  }

  /** Newest first. */
  list({ deleted }: { deleted: boolean }): StackRecord[] {
    const where = deleted ? '' : `WHERE ${isLive}`;
    return this.store
      .all(`SELECT record FROM cfn_stacks ${where} ORDER BY rowid DESC`)
      .flatMap((row) => parse(row) ?? []);
  }
}

function parse(row: Row | undefined): StackRecord | undefined {
  return row === undefined ? undefined : json(row, 'record', stackSchema);
}
