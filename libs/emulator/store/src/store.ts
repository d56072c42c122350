import type { Row, SqlValue } from './sql-values';

/** One SQLite database, synchronous. What is written outlives this process; `durable` tells when it outlives a power cut. */
export interface Store {
  /** Runs a statement that answers no rows. @throws StatementError */
  run(sql: string, ...params: SqlValue[]): { changes: number };
  /** The first row. Also for `... RETURNING`. @throws StatementError */
  get(sql: string, ...params: SqlValue[]): Row | undefined;
  /** The row of a statement that always answers one, as `SELECT count(*)` does. @throws StatementError */
  one(sql: string, ...params: SqlValue[]): Row;
  /** All rows at once. @throws StatementError */
  all(sql: string, ...params: SqlValue[]): Row[];
  /** Rows as they are asked for, read in batches. @throws StatementError */
  iterate(sql: string, ...params: SqlValue[]): IterableIterator<Row>;
  /** Runs `work` in one transaction; a nested call is a savepoint. Synchronous: a promise is refused. */
  transaction<T>(work: () => T): T;
  /** Applies this component's schema steps once each, in order (its name is the prefix of its tables). */
  migrate(component: string, steps: readonly string[]): void;
  /** Resolves when everything that was written until now is on the disk: to be awaited before that is acknowledged. */
  durable(): Promise<void>;
  /** Brings everything that was written until now to the disk, and waits for it. */
  flush(): void;
  close(): void;
}
