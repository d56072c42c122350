import { integer } from './columns';
import { StoreTooNewError } from './errors';
import type { Store } from './store';

/**
 * How many schema steps of each component the database has seen. Stores exist that name the column `room`, so it keeps
 * that name.
 */
export const schemaStepsTable =
  'CREATE TABLE IF NOT EXISTS store_schema_steps (room TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT';

/**
 * Applies the steps of a component that the database has not seen, each in a transaction of its own.
 * @param execute runs a step, which may hold several statements
 * @throws StoreTooNewError when the database has seen more steps than there are
 */
export function applySchemaSteps(
  store: Store,
  execute: (sql: string) => void,
  component: string,
  steps: readonly string[],
): void {
  const row = store.get('SELECT applied FROM store_schema_steps WHERE room = ?', component);
  const applied = row ? integer(row, 'applied') : 0;
  if (applied > steps.length) {
    throw new StoreTooNewError(component, applied, steps.length);
  }
  steps.slice(applied).forEach((step, index) => {
    store.transaction(() => {
      execute(step);
      store.run(
        'INSERT INTO store_schema_steps VALUES (?1, ?2) ON CONFLICT (room) DO UPDATE SET applied = ?2',
        component,
        applied + index + 1,
      );
    });
  });
}
