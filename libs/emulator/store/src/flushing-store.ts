import type { Row, SqlValue } from './sql-values';
import type { Store } from './store';

/** A store whose writes are on the disk when a call returns: for who acknowledges them in the same moment. */
export class FlushingStore implements Store {
  private depth = 0;

  constructor(private readonly store: Store) {}

  run(sql: string, ...params: SqlValue[]): { changes: number } {
    return this.flushed(() => this.store.run(sql, ...params));
  }

  get(sql: string, ...params: SqlValue[]): Row | undefined {
    return this.store.get(sql, ...params);
  }

  one(sql: string, ...params: SqlValue[]): Row {
    return this.store.one(sql, ...params);
  }

  all(sql: string, ...params: SqlValue[]): Row[] {
    return this.store.all(sql, ...params);
  }

  iterate(sql: string, ...params: SqlValue[]): IterableIterator<Row> {
    return this.store.iterate(sql, ...params);
  }

  transaction<T>(work: () => T): T {
    return this.flushed(() => this.store.transaction(work));
  }

  migrate(component: string, steps: readonly string[]): void {
    this.flushed(() => this.store.migrate(component, steps));
  }

  durable(): Promise<void> {
    return this.store.durable();
  }

  flush(): void {
    this.store.flush();
  }

  close(): void {
    this.store.close();
  }

  /** Flushes what the outermost call has written: within a transaction, nothing is committed yet. */
  private flushed<T>(write: () => T): T {
    this.depth += 1;
    let result: T;
    try {
      result = write();
    } finally {
      this.depth -= 1;
    }
    if (this.depth === 0) {
      this.store.flush();
    }
    return result;
  }
}
