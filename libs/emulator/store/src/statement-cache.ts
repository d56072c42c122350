import type Database from 'libsql';
import { StatementError } from './errors';
import { fromDriver, toDriver } from './sql-values';
import type { Row, SqlValue } from './sql-values';

/** Statements of repositories are a fixed set; the bound is for those that are built per request. */
const maxCachedStatements = 500;

/** All other statements count as writes. */
const reads = /^\s*(?:SELECT|EXPLAIN|PRAGMA)\b/i;

/** Who is told of statements that may change something. */
export interface WriteListener {
  /** Before. */
  readonly writing: () => void;
  /** After. */
  readonly wrote: () => void;
}

const nothing = (): void => undefined;
const unheard: WriteListener = { writing: nothing, wrote: nothing };

/** A statement and the names of the columns it answers (none: it answers no rows). */
export class PreparedStatement {
  private readonly columns: readonly string[];
  private readonly listener: WriteListener;

  constructor(
    private readonly statement: Database.Statement,
    private readonly sql: string,
    listener: WriteListener,
  ) {
    this.listener = reads.test(sql) ? unheard : listener;
    this.columns = statement.columns().map((column) => column.name);
    if (this.columns.length > 0) {
      statement.raw(true);
    }
  }

  run(params: readonly SqlValue[]): { changes: number } {
    if (this.columns.length > 0) {
      throw new TypeError(`run() is for statements without rows; use get() or all() for: ${this.sql}`);
    }
    this.listener.writing();
    const { changes } = named(this.sql, () => this.statement.run(params.map(toDriver)));
    this.listener.wrote();
    return { changes };
  }

  get(params: readonly SqlValue[]): Row | undefined {
    this.listener.writing();
    const values = named(this.sql, () => this.statement.get(params.map(toDriver)));
    this.listener.wrote();
    return values === undefined ? undefined : this.row(values);
  }

  all(params: readonly SqlValue[]): Row[] {
    this.listener.writing();
    const rows = named(this.sql, () => this.statement.all(params.map(toDriver)));
    this.listener.wrote();
    return rows.map((values) => this.row(values));
  }

  *iterate(params: readonly SqlValue[], ended: () => void): IterableIterator<Row> {
    const bound = params.map(toDriver);
    this.listener.writing();
    const rows = named(this.sql, () => this.statement.iterate(bound));
    let finished = false;
    try {
      for (;;) {
        const next = named(this.sql, () => rows.next());
        finished = next.done === true;
        if (finished) {
          return;
        }
        yield this.row(next.value);
      }
    } finally {
      // A statement left in the middle would hold back every checkpoint; `get` starts it anew and resets it.
      if (!finished) {
        this.statement.get(bound);
      }
      ended();
    }
  }

  private row(values: unknown): Row {
    if (!Array.isArray(values)) {
      throw new TypeError(`the SQLite driver answered no row array for: ${this.sql}`);
    }
    const row: Row = {};
    this.columns.forEach((column, index) => {
      row[column] = fromDriver(values[index]);
    });
    return row;
  }
}

/** Keeps the statements that were used last, ready to run. */
export class StatementCache {
  private readonly statements = new Map<string, PreparedStatement>();

  constructor(
    private readonly database: Database.Database,
    private readonly listener: WriteListener,
  ) {}

  prepared(sql: string): PreparedStatement {
    const known = this.statements.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = this.fresh(sql);
    this.statements.set(sql, statement);
    const [oldest] = this.statements.keys();
    if (this.statements.size > maxCachedStatements && oldest !== undefined) {
      this.statements.delete(oldest);
    }
    return statement;
  }

  /** A statement of its own, for a caller that keeps it open while others run the same SQL. */
  fresh(sql: string): PreparedStatement {
    return new PreparedStatement(
      named(sql, () => this.database.prepare(sql)),
      sql,
      this.listener,
    );
  }

  clear(): void {
    this.statements.clear();
  }
}

function named<T>(sql: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      throw new StatementError(error.code, sql, { cause: error });
    }
    throw error;
  }
}
