/** What every failure of the store itself is; a failing statement is a {@link StatementError}. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The database file is held by another process: one data directory serves one process. */
export class StoreInUseError extends StoreError {
  override readonly name = 'StoreInUseError';

  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is in use by another process; stop that one or use another data directory`, options);
  }
}

/** The database file cannot be created, opened or written. */
export class StoreUnusableError extends StoreError {
  override readonly name = 'StoreUnusableError';

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(
      `cannot use ${path} as the store: ${reason}; check its permissions or use another data directory`,
      options,
    );
  }
}

/** The database was written by a newer version of a component than the one that opens it. */
export class StoreTooNewError extends StoreError {
  override readonly name = 'StoreTooNewError';

  constructor(component: string, found: number, known: number) {
    super(
      `the store holds schema step ${found} of "${component}", this version knows ${known}; ` +
        'use the newer version or another data directory',
    );
  }
}

/** A statement that SQLite refused. `code` is SQLite's extended result code, e.g. `SQLITE_CONSTRAINT_UNIQUE`. */
export class StatementError extends StoreError {
  override readonly name = 'StatementError';

  constructor(
    readonly code: string,
    readonly sql: string,
    options: { cause: Error },
  ) {
    super(`${options.cause.message} in: ${sql}`, options);
  }

  /** Whether a uniqueness, foreign key, check or not-null constraint said no. */
  get isConstraint(): boolean {
    return this.code.startsWith('SQLITE_CONSTRAINT');
  }
}
