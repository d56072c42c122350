import { integer } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';

const schema = [
  'CREATE TABLE clock_offset (id INTEGER PRIMARY KEY CHECK (id = 1), millis INTEGER NOT NULL) STRICT',
];

/** How far the cloud's time is ahead of the machine's, kept over restarts. */
export class ClockOffsetRepository {
  constructor(private readonly store: Store) {
    store.migrate('clock_offset', schema);
  }

  /** @returns milliseconds; 0 where the time was never moved */
  load(): number {
    const row = this.store.get('SELECT millis FROM clock_offset');
    return row ? integer(row, 'millis') : 0;
  }

  save(millis: number): void {
    this.store.run(
      'INSERT INTO clock_offset VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET millis = ?1',
      millis,
    );
  }
}
