import { integer, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';

/** An event that was accepted and not done with. Times are milliseconds since the epoch. */
export interface QueuedEvent {
  readonly id: number;
  readonly requestId: string;
  readonly functionName: string;
  readonly payload: string;
  readonly attempts: number;
  readonly acceptedAt: number;
  readonly dueAt: number;
}

const schema = [
  `CREATE TABLE lambda_events (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     request_id TEXT NOT NULL,
     function_name TEXT NOT NULL,
     payload TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     accepted_at INTEGER NOT NULL,
     due_at INTEGER NOT NULL
   );
   CREATE INDEX lambda_events_due ON lambda_events (due_at, id);`,
];

/** Keeps accepted events until they are done with: a restart loses none. */
export class EventRepository {
  private waiting: number;

  constructor(private readonly store: Store) {
    store.migrate('lambda_events', schema);
    this.waiting = integer(store.one('SELECT COUNT(*) AS events FROM lambda_events'), 'events');
  }

  /** How many events are not done with. */
  get count(): number {
    return this.waiting;
  }

  add(event: Omit<QueuedEvent, 'id' | 'attempts'>): void {
    this.store.run(
      'INSERT INTO lambda_events (request_id, function_name, payload, attempts, accepted_at, due_at) VALUES (?, ?, ?, 0, ?, ?)',
      event.requestId,
      event.functionName,
      event.payload,
      event.acceptedAt,
      event.dueAt,
    );
    this.waiting += 1;
  }

  /** The first events in line, due or not. */
  first(limit: number): QueuedEvent[] {
    return this.store.all('SELECT * FROM lambda_events ORDER BY due_at, id LIMIT ?', limit).map(eventOf);
  }

  postpone(id: number, dueAt: number, attempts: number): void {
    this.store.run('UPDATE lambda_events SET due_at = ?, attempts = ? WHERE id = ?', dueAt, attempts, id);
  }

  delete(id: number): void {
    this.waiting -= this.store.run('DELETE FROM lambda_events WHERE id = ?', id).changes;
  }
}

function eventOf(row: Row): QueuedEvent {
  return {
    id: integer(row, 'id'),
    requestId: text(row, 'request_id'),
    functionName: text(row, 'function_name'),
    payload: text(row, 'payload'),
    attempts: integer(row, 'attempts'),
    acceptedAt: integer(row, 'accepted_at'),
    dueAt: integer(row, 'due_at'),
  };
}
