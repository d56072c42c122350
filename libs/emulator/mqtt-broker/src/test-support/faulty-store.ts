import type { Row, SqlValue, Store } from '@fleet/emulator-store';

/** What a disk says that is full or broken. */
export class DiskError extends Error {
  override readonly name = 'DiskError';

  constructor() {
    super('disk I/O error');
  }
}

/** A store that fails where it is told to, and counts the rows that are read. */
export class FaultyStore implements Store {
  /** Decides for each statement whether it fails. */
  failsOn: (sql: string) => boolean = () => false;
  /** Rows read by statements that contain the text. */
  private readonly rowsRead: { readonly sql: string; readonly rows: number }[] = [];
  private writesLeft = Infinity;

  constructor(private readonly store: Store) {}

  /** From the next statement on: so many of those that write succeed, and then none at all. */
  failAfter(writes: number): void {
    this.writesLeft = writes;
  }

  recover(): void {
    this.writesLeft = Infinity;
    this.failsOn = () => false;
  }

  rowsReadFrom(table: string): number {
    return this.rowsRead.reduce((sum, { sql, rows }) => (sql.includes(table) ? sum + rows : sum), 0);
  }

  run(sql: string, ...params: SqlValue[]): { changes: number } {
    this.check(sql);
    this.writesLeft -= 1;
    return this.store.run(sql, ...params);
  }

  get(sql: string, ...params: SqlValue[]): Row | undefined {
    this.check(sql);
    const row = this.store.get(sql, ...params);
    this.rowsRead.push({ sql, rows: row ? 1 : 0 });
    return row;
  }

  one(sql: string, ...params: SqlValue[]): Row {
    this.check(sql);
    return this.store.one(sql, ...params);
  }

  all(sql: string, ...params: SqlValue[]): Row[] {
    this.check(sql);
    const rows = this.store.all(sql, ...params);
    this.rowsRead.push({ sql, rows: rows.length });
    return rows;
  }

  iterate(sql: string, ...params: SqlValue[]): IterableIterator<Row> {
    this.check(sql);
    return this.store.iterate(sql, ...params);
  }

  transaction<T>(work: () => T): T {
    return this.store.transaction(work);
  }

  migrate(component: string, steps: readonly string[]): void {
    this.store.migrate(component, steps);
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

  private check(sql: string): void {
    if (this.writesLeft <= 0 || this.failsOn(sql)) {
      throw new DiskError();
    }
  }
}
