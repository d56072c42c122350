import { integer, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { Delivery } from '../deliver/delivery';
import type { SharedMessage, SharedQueue } from '../deliver/shared-queue';
import { messageColumns, messageOf, messageValues } from './queued-messages';

/** QoS 1 messages that wait for a group of a shared subscription. */
export class SharedQueueRepository implements SharedQueue {
  constructor(
    private readonly store: Store,
    private readonly mostPerGroup: number,
  ) {}

  add(shared: string, message: Delivery): boolean {
    const { changes } = this.store.run(
      `INSERT INTO mqtt_shared_queued (filter, ${messageColumns}) SELECT ?, ?, ?, ?, ?
         WHERE (SELECT count(*) FROM mqtt_shared_queued AS waiting WHERE waiting.filter = ?) < ?`,
      shared,
      ...messageValues(message),
      shared,
      this.mostPerGroup,
    );
    return changes > 0;
  }

  after(shared: string, id: number): SharedMessage | undefined {
    const sql = 'SELECT * FROM mqtt_shared_queued WHERE filter = ? AND id > ? ORDER BY id LIMIT 1';
    const row = this.store.get(sql, shared, id);
    return row && sharedMessageOf(row);
  }

  get(id: number): SharedMessage | undefined {
    const row = this.store.get('SELECT * FROM mqtt_shared_queued WHERE id = ?', id);
    return row && sharedMessageOf(row);
  }

  delete(id: number): void {
    this.store.run('DELETE FROM mqtt_shared_queued WHERE id = ?', id);
  }

  deleteAll(shared: string): void {
    this.store.run('DELETE FROM mqtt_shared_queued WHERE filter = ?', shared);
  }

  groups(): string[] {
    return this.store.all('SELECT DISTINCT filter FROM mqtt_shared_queued').map((row) => text(row, 'filter'));
  }
}

function sharedMessageOf(row: Row): SharedMessage {
  return { id: integer(row, 'id'), message: messageOf(row) };
}
