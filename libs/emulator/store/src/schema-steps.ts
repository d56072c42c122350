import { StoreTooNewError } from './errors';
import type { Store } from './store';

/** The table that remembers how many schema steps of each room the database has seen. */
export const schemaStepsTable =
  'CREATE TABLE IF NOT EXISTS store_schema_steps (room TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT';

/**
 * Applies the steps of a room that the database has not seen, each in a transaction of its own.
 * @param execute runs a step, which may hold several statements
 * @throws StoreTooNewError when the database has seen more steps than there are
 */
export function applySchemaSteps(
  store: Store,
  execute: (sql: string) => void,
  room: string,
  steps: readonly string[],
): void {
  const applied = Number(
    store.get('SELECT applied FROM store_schema_steps WHERE room = ?', room)?.['applied'] ?? 0,
  );
  if (applied > steps.length) {
    throw new StoreTooNewError(room, applied, steps.length);
  }
  steps.slice(applied).forEach((step, index) => {
    store.transaction(() => {
      execute(step);
      store.run(
        'INSERT INTO store_schema_steps VALUES (?1, ?2) ON CONFLICT (room) DO UPDATE SET applied = ?2',
        room,
        applied + index + 1,
      );
    });
  });
}
