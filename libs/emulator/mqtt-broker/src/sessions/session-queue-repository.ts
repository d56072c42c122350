import { integer } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { Delivery } from '../deliver/delivery';
import { messageColumns, messageOf, messageValues } from './queued-messages';

export interface QueuedMessage {
  /** Rises with each message, and is never used again: who reads them goes on after the last one. */
  readonly id: number;
  readonly message: Delivery;
}

/** QoS 1 messages on their way to a session, until its client has acknowledged them. */
export class SessionQueueRepository {
  constructor(private readonly store: Store) {}

  /** False when the session has no room for it. */
  add(clientId: string, message: Delivery, most: number): boolean {
    const { changes } = this.store.run(
      `INSERT INTO mqtt_queued (client_id, ${messageColumns})
       SELECT client_id, ?, ?, ?, ? FROM mqtt_session WHERE client_id = ?
         AND (SELECT count(*) FROM mqtt_queued AS waiting WHERE waiting.client_id = ?) < ?`,
      ...messageValues(message),
      clientId,
      clientId,
      most,
    );
    return changes > 0;
  }

  after(clientId: string, id: number, count: number): QueuedMessage[] {
    return this.store
      .all(
        'SELECT * FROM mqtt_queued WHERE client_id = ? AND id > ? ORDER BY id LIMIT ?',
        clientId,
        id,
        count,
      )
      .map((row) => ({ id: integer(row, 'id'), message: messageOf(row) }));
  }

  delete(id: number): void {
    this.store.run('DELETE FROM mqtt_queued WHERE id = ?', id);
  }
}
