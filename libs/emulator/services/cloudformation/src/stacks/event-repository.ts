import { integer, json } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { StackEvent } from './records';
import { eventSchema } from './records';

export interface EventPage {
  readonly events: StackEvent[];
  /** Where the next page begins; absent after the last. */
  readonly next: number | undefined;
}

/** What happened to stacks, newest first. */
export class EventRepository {
  constructor(private readonly store: Store) {}

  append(event: StackEvent): void {
    this.store.run(
      'INSERT INTO cfn_events (stack_id, record) VALUES (?, ?)',
      event.stackId,
      JSON.stringify(event),
    );
  }

  /** @param before the `next` of the page before */
  page(stackId: string, before = Number.MAX_SAFE_INTEGER, size = 100): EventPage {
    const sql = 'SELECT seq, record FROM cfn_events WHERE stack_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?';
    const rows = this.store.all(sql, stackId, before, size);
    const last = rows.at(-1);
    return {
      events: rows.map((row) => json(row, 'record', eventSchema)),
      next: last && rows.length === size ? integer(last, 'seq') : undefined,
    };
  }
}
