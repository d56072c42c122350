import type Database from 'libsql';
import { openDatabase } from './open-database';
import { schemaStepsTable, applySchemaSteps } from './schema-steps';
import type { Row, SqlValue } from './sql-values';
import { StatementCache } from './statement-cache';
import type { Store } from './store';

/**
 * Opens (and creates, readable by its owner only) the store at `path`; ':memory:' for tests.
 * @throws StoreInUseError when another process has it open
 * @throws StoreUnusableError when it cannot be created, opened or written
 */
export function openStore(path: string): Store {
  return new SqliteStore(openDatabase(path));
}

class SqliteStore implements Store {
  private readonly statements: StatementCache;
  private readonly iterations = new Set<IterableIterator<Row>>();
  private depth = 0;
  private closed = false;

  constructor(private readonly database: Database.Database) {
    this.statements = new StatementCache(database);
    database.exec(schemaStepsTable);
  }

  run(sql: string, ...params: SqlValue[]): { changes: number } {
    return this.statements.prepared(sql).run(params);
  }

  get(sql: string, ...params: SqlValue[]): Row | undefined {
    return this.statements.prepared(sql).get(params);
  }

  one(sql: string, ...params: SqlValue[]): Row {
    const row = this.get(sql, ...params);
    if (row === undefined) {
      throw new TypeError(`one() is for statements that always answer a row; use get() for: ${sql}`);
    }
    return row;
  }

  all(sql: string, ...params: SqlValue[]): Row[] {
    return this.statements.prepared(sql).all(params);
  }

  iterate(sql: string, ...params: SqlValue[]): IterableIterator<Row> {
    const rows = this.statements.fresh(sql).iterate(params, () => this.iterations.delete(rows));
    this.iterations.add(rows);
    return rows;
  }

  transaction<T>(work: () => T): T {
    const name = `nested_${this.depth}`;
    const nested = this.depth > 0;
    this.database.exec(nested ? `SAVEPOINT ${name}` : 'BEGIN IMMEDIATE');
    this.depth += 1;
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new TypeError('a store transaction is synchronous: it cannot await');
      }
      this.database.exec(nested ? `RELEASE ${name}` : 'COMMIT');
      return result;
    } catch (error) {
      this.undo(nested ? `ROLLBACK TO ${name}; RELEASE ${name}` : 'ROLLBACK');
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  migrate(component: string, steps: readonly string[]): void {
    applySchemaSteps(this, (sql) => this.database.exec(sql), component, steps);
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    this.statements.clear();
    for (const rows of this.iterations) {
      rows.return?.();
    }
    // Moves the log into the database file and gives the lock back at once: the driver closes the file only
    // when its statements have been garbage collected.
    this.database.prepare('PRAGMA journal_mode=DELETE').all();
    this.database.prepare('PRAGMA locking_mode=NORMAL').all();
    this.database.prepare('SELECT count(*) FROM store_schema_steps').all();
    this.database.close();
  }

  /** SQLite has already rolled back by itself after some errors (a full disk, for one). */
  private undo(sql: string): void {
    if (this.database.inTransaction) {
      this.database.exec(sql);
    }
  }
}
