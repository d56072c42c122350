import { StoreError } from './errors';
import type { Row, SqlValue } from './sql-values';
import type { Store } from './store';

/** Work that has outlived its share of the store: what it was to write belongs to nobody any more. */
export class LeaseEndedError extends StoreError {
  override readonly name = 'LeaseEndedError';

  constructor() {
    super(
      'the store has passed to others: what still runs for the services that had it before, cannot use it',
    );
  }
}

/** A store that its owner can take back: what outlives the lease fails, and the store itself stays open. */
export class StoreLease implements Store {
  private ended = false;

  constructor(private readonly store: Store) {}

  run(sql: string, ...params: SqlValue[]): { changes: number } {
    return this.leased.run(sql, ...params);
  }

  get(sql: string, ...params: SqlValue[]): Row | undefined {
    return this.leased.get(sql, ...params);
  }

  one(sql: string, ...params: SqlValue[]): Row {
    return this.leased.one(sql, ...params);
  }

  all(sql: string, ...params: SqlValue[]): Row[] {
    return this.leased.all(sql, ...params);
  }

  iterate(sql: string, ...params: SqlValue[]): IterableIterator<Row> {
    return this.leased.iterate(sql, ...params);
  }

  transaction<T>(work: () => T): T {
    return this.leased.transaction(work);
  }

  migrate(component: string, steps: readonly string[]): void {
    this.leased.migrate(component, steps);
  }

  durable(): Promise<void> {
    return this.store.durable();
  }

  flush(): void {
    this.leased.flush();
  }

  /** Ends the lease. */
  close(): void {
    this.ended = true;
  }

  private get leased(): Store {
    if (this.ended) {
      throw new LeaseEndedError();
    }
    return this.store;
  }
}
