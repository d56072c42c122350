import type { Clock } from '@fleet/emulator-clock';
import { bytes, exclusiveStart, integer, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { optionalProperties, propertiesColumn } from './message-properties';

export interface RetainedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly properties: Record<string, unknown> | undefined;
  readonly modifiedMillis: number;
}

/** The retained message of each topic. */
export class RetainedRepository {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** An empty payload deletes, as MQTT says. False when there are as many already as there may be. */
  put(
    message: { topic: string; payload: Buffer; qos: number; properties?: object | undefined },
    most: number,
  ): boolean {
    const { topic, payload, qos, properties } = message;
    if (payload.length === 0) {
      this.store.run('DELETE FROM mqtt_retained WHERE topic = ?', topic);
      return true;
    }
    if (!this.get(topic) && this.count() >= most) {
      return false;
    }
    this.store.run(
      `INSERT INTO mqtt_retained (topic, payload, qos, properties, modified_millis) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload, qos = excluded.qos,
         properties = excluded.properties, modified_millis = excluded.modified_millis`,
      topic,
      payload,
      qos,
      propertiesColumn(properties),
      this.clock.nowMillis(),
    );
    return true;
  }

  get(topic: string): RetainedMessage | undefined {
    const row = this.store.get('SELECT * FROM mqtt_retained WHERE topic = ?', topic);
    return row && retainedOf(row);
  }

  /** In order of topics, those after `after`. */
  list(after: Cursor, count: number): RetainedMessage[] {
    const sql = 'SELECT * FROM mqtt_retained WHERE topic > ? ORDER BY topic LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), count).map(retainedOf);
  }

  private count(): number {
    return integer(this.store.one('SELECT count(*) AS messages FROM mqtt_retained'), 'messages');
  }
}

function retainedOf(row: Row): RetainedMessage {
  return {
    topic: text(row, 'topic'),
    payload: bytes(row, 'payload'),
    qos: integer(row, 'qos'),
    properties: optionalProperties(row, 'properties'),
    modifiedMillis: integer(row, 'modified_millis'),
  };
}
