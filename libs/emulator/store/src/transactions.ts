/** Of the driver's database. */
interface TransactionalDatabase {
  exec(sql: string): unknown;
  readonly inTransaction: boolean;
}

/** A transaction, or one in it. */
interface Scope {
  /**
   * What undoes it begins there: `BEGIN` at the beginning of all, else the name of a savepoint; `undefined` while nothing
   * was written since it began.
   */
  start: string | undefined;
  /** Whether the savepoint was made for it. Scopes in which nothing was written before have one together. */
  isOwner: boolean;
}

const beginning = 'BEGIN';

/**
 * Transactions in each other, of one database. They begin in the database when the first statement in them is about to
 * write: one that reads alone costs nothing, nor do many that write at one place only.
 */
export class Transactions {
  private readonly scopes: Scope[] = [];

  constructor(private readonly database: TransactionalDatabase) {}

  /** To be called before each statement that may write. */
  begin(): void {
    const at = this.scopes.findIndex(({ start }) => start === undefined);
    if (at === -1) {
      return;
    }
    const start = at === 0 ? beginning : `nested_${at}`;
    this.database.exec(at === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${start}`);
    this.scopes.slice(at).forEach((scope, index) => {
      scope.start = start;
      scope.isOwner = index === 0;
    });
  }

  /** @param committed called where something was written for good */
  run<Result>(work: () => Result, committed: () => void): Result {
    const scope: Scope = { start: undefined, isOwner: false };
    this.scopes.push(scope);
    try {
      const result = work();
      if (scope.isOwner) {
        this.database.exec(scope.start === beginning ? 'COMMIT' : `RELEASE ${scope.start}`);
      }
      if (scope.isOwner && scope.start === beginning) {
        committed();
      }
      return result;
    } catch (error) {
      this.undo(scope);
      throw error;
    } finally {
      this.scopes.pop();
    }
  }

  private undo({ start, isOwner }: Scope): void {
    // SQLite has already rolled back by itself after some errors (a full disk, for one).
    if (start === undefined || !this.database.inTransaction) {
      return;
    }
    if (start !== beginning) {
      this.database.exec(isOwner ? `ROLLBACK TO ${start}; RELEASE ${start}` : `ROLLBACK TO ${start}`);
      return;
    }
    this.database.exec('ROLLBACK');
    // Those around it have written nothing before, and begin anew when they do.
    for (const scope of this.scopes) {
      scope.start = undefined;
      scope.isOwner = false;
    }
  }
}
