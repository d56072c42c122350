import type Database from 'libsql';
import { LogFile } from './log-file';
import { openDatabase } from './open-database';
import { schemaStepsTable, applySchemaSteps } from './schema-steps';
import type { Row, SqlValue } from './sql-values';
import { StatementCache } from './statement-cache';
import type { Store } from './store';
import { StoreContents } from './store-contents';
import { Transactions } from './transactions';

/**
 * Opens (and creates, readable by its owner only) the store at `path`; ':memory:' for tests.
 * @throws StoreInUseError when another process has it open
 * @throws StoreUnusableError when it cannot be created, opened or written
 */
export function openStore(path: string): OpenStore {
  const database = openDatabase(path);
  return new SqliteStore(database, path === inMemory ? undefined : new LogFile(`${path}-wal`));
}

const inMemory = ':memory:';

/** A store for who has opened it. */
export interface OpenStore extends Store {
  /** Remembers everything that is stored now. Returns what puts it back, in place of all that was stored since. */
  remember(): () => void;
}

class SqliteStore implements OpenStore {
  private readonly statements: StatementCache;
  private readonly iterations = new Set<IterableIterator<Row>>();
  private readonly transactions: Transactions;
  private closed = false;

  constructor(
    private readonly database: Database.Database,
    private readonly logFile: LogFile | undefined,
  ) {
    this.transactions = new Transactions(database);
    this.statements = new StatementCache(database, {
      writing: () => this.transactions.begin(),
      wrote: () => this.logFile?.wrote(),
    });
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
    return this.transactions.run(
      () => {
        const result = work();
        if (result instanceof Promise) {
          throw new TypeError('a store transaction is synchronous: it cannot await');
        }
        return result;
      },
      // Only now it is in the log: what was flushed in the middle was not this.
      () => this.logFile?.wrote(),
    );
  }

  migrate(component: string, steps: readonly string[]): void {
    applySchemaSteps(this, (sql) => this.execute(sql), component, steps);
  }

  async durable(): Promise<void> {
    await this.logFile?.synced();
  }

  flush(): void {
    this.logFile?.flush();
  }

  remember(): () => void {
    const contents = StoreContents.of(this.statements);
    return () => {
      this.endIterations();
      // Row by row, the tables need not agree: only what they hold in the end does.
      this.database.exec('PRAGMA foreign_keys=OFF');
      try {
        this.transaction(() => contents.writeBack(this.statements));
      } finally {
        this.database.exec('PRAGMA foreign_keys=ON');
      }
    };
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    this.logFile?.close();
    this.statements.clear();
    this.endIterations();
    // Moves the log into the database file and gives the lock back at once: the driver closes the file only
    // when its statements have been garbage collected.
    this.database.prepare('PRAGMA journal_mode=DELETE').all();
    this.database.prepare('PRAGMA locking_mode=NORMAL').all();
    this.database.prepare('SELECT count(*) FROM store_schema_steps').all();
    this.database.close();
  }

  private execute(sql: string): void {
    this.transactions.begin();
    this.database.exec(sql);
  }

  private endIterations(): void {
    for (const rows of this.iterations) {
      rows.return?.();
    }
  }
}
