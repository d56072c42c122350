import type { Clock } from '@fleet/emulator-clock';
import { bytes, exclusiveStart, integer, optionalInteger, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { optionalProperties, propertiesColumn } from './message-properties';

export interface RetainedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly properties: Record<string, unknown> | undefined;
  readonly modifiedMillis: number;
  /** When the message expires (MQTT 5), on the cloud's clock. */
  readonly messageExpiry: number | undefined;
}

/** A message that is to be retained. */
export interface RetainableMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly properties?: object | undefined;
  readonly messageExpiry?: number | undefined;
}

/**
 * The retained message of each topic, until it expires: there is none then (MQTT 5.0, section 3.3.2.3.3; guessed of AWS IoT
 * Core, whose guide says of messages without an expiry that they do not expire).
 */
export class RetainedRepository {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** An empty payload deletes, as MQTT says. False when there are as many already as there may be. */
  put({ topic, payload, qos, properties, messageExpiry }: RetainableMessage, most: number): boolean {
    if (payload.length === 0) {
      this.store.run('DELETE FROM mqtt_retained WHERE topic = ?', topic);
      return true;
    }
    if (!this.get(topic) && !this.hasRoom(most)) {
      return false;
    }
    this.store.run(
      `INSERT INTO mqtt_retained (topic, payload, qos, properties, modified_millis, expires_millis)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (topic) DO UPDATE SET payload = excluded.payload, qos = excluded.qos,
         properties = excluded.properties, modified_millis = excluded.modified_millis,
         expires_millis = excluded.expires_millis`,
      topic,
      payload,
      qos,
      propertiesColumn(properties),
      this.clock.nowMillis(),
      messageExpiry ?? null,
    );
    return true;
  }

  get(topic: string): RetainedMessage | undefined {
    const sql = `SELECT * FROM mqtt_retained WHERE topic = ? AND ${isGood}`;
    const row = this.store.get(sql, topic, this.clock.nowMillis());
    return row && retainedOf(row);
  }

  /** In order of topics, those after `after`. */
  list(after: Cursor, count: number): RetainedMessage[] {
    const sql = `SELECT * FROM mqtt_retained WHERE topic > ? AND ${isGood} ORDER BY topic LIMIT ?`;
    return this.store.all(sql, exclusiveStart(after), this.clock.nowMillis(), count).map(retainedOf);
  }

  private hasRoom(most: number): boolean {
    if (this.count() >= most) {
      this.store.run('DELETE FROM mqtt_retained WHERE expires_millis <= ?', this.clock.nowMillis());
    }
    return this.count() < most;
  }

  private count(): number {
    return integer(this.store.one('SELECT count(*) AS messages FROM mqtt_retained'), 'messages');
  }
}

const isGood = '(expires_millis IS NULL OR expires_millis > ?)';

function retainedOf(row: Row): RetainedMessage {
  return {
    topic: text(row, 'topic'),
    payload: bytes(row, 'payload'),
    qos: integer(row, 'qos'),
    properties: optionalProperties(row, 'properties'),
    modifiedMillis: integer(row, 'modified_millis'),
    messageExpiry: optionalInteger(row, 'expires_millis'),
  };
}
