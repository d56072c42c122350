import { bytes, integer, json, optionalInteger, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import { z } from 'zod';
import type { Delivery, MessageKey } from '../deliver/outbox';
import { optionalProperties, propertiesColumn } from './message-properties';

const subscriptionOptions = z.object({
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  rh: z.number().optional(),
  rap: z.boolean().optional(),
  nl: z.boolean().optional(),
  subscriptionIdentifier: z.number().optional(),
});

export type StoredSubscription = { readonly topic: string } & z.output<typeof subscriptionOptions>;

/** A QoS 1 message on its way to one session, until the client has acknowledged it. */
export type QueuedMessage = Delivery & { readonly key: MessageKey };

/** Persistent sessions: their subscriptions and the messages that wait for them. */
export class SessionRepository {
  constructor(private readonly store: Store) {}

  /** Makes the session, or keeps one from expiring while its client is connected. */
  open(clientId: string, protocolVersion: number): void {
    this.store.run(
      `INSERT INTO mqtt_session (client_id, protocol_version, expires_millis) VALUES (?, ?, NULL)
       ON CONFLICT (client_id) DO UPDATE SET expires_millis = NULL WHERE expires_millis IS NOT NULL`,
      clientId,
      protocolVersion,
    );
  }

  /** The version of MQTT of a client's session, undefined if it has none. */
  versionOf(clientId: string): number | undefined {
    const row = this.store.get('SELECT protocol_version FROM mqtt_session WHERE client_id = ?', clientId);
    return row && integer(row, 'protocol_version');
  }

  /** `undefined`: not while its client is connected. */
  expireAt(clientId: string, millis: number | undefined): void {
    const sql = 'UPDATE mqtt_session SET expires_millis = ? WHERE client_id = ?';
    this.store.run(sql, millis ?? null, clientId);
  }

  /** For a start: nobody is connected, whatever the last run was doing when it ended. */
  expireAllOpenAt(millis: number): void {
    this.store.run('UPDATE mqtt_session SET expires_millis = ? WHERE expires_millis IS NULL', millis);
  }

  deleteExpired(nowMillis: number): string[] {
    return this.store
      .all('SELECT client_id FROM mqtt_session WHERE expires_millis <= ?', nowMillis)
      .map((row) => text(row, 'client_id'))
      .map((clientId) => (this.delete(clientId), clientId));
  }

  nextExpiry(): number | undefined {
    return optionalInteger(this.store.one('SELECT min(expires_millis) AS next FROM mqtt_session'), 'next');
  }

  delete(clientId: string): void {
    this.store.run('DELETE FROM mqtt_session WHERE client_id = ?', clientId);
  }

  subscribe(clientId: string, subscriptions: readonly StoredSubscription[]): void {
    this.store.transaction(() => {
      for (const { topic, ...options } of subscriptions) {
        this.store.run(
          `INSERT INTO mqtt_subscription (client_id, filter, options) VALUES (?, ?, ?)
           ON CONFLICT (client_id, filter) DO UPDATE SET options = excluded.options`,
          clientId,
          topic,
          JSON.stringify(options),
        );
      }
    });
  }

  unsubscribe(clientId: string, filters: readonly string[]): void {
    const sql = 'DELETE FROM mqtt_subscription WHERE client_id = ? AND filter = ?';
    this.store.transaction(() => {
      for (const filter of filters) {
        this.store.run(sql, clientId, filter);
      }
    });
  }

  subscriptionsOf(clientId: string): StoredSubscription[] {
    const sql = 'SELECT filter, options FROM mqtt_subscription WHERE client_id = ?';
    return this.store.all(sql, clientId).map(subscriptionOf);
  }

  *allSubscriptions(): IterableIterator<StoredSubscription & { readonly clientId: string }> {
    for (const row of this.store.iterate('SELECT * FROM mqtt_subscription')) {
      yield { clientId: text(row, 'client_id'), ...subscriptionOf(row) };
    }
  }

  /** Adds the message to each session that has room for it; answers the sessions that had none. */
  enqueue(clientIds: readonly string[], message: QueuedMessage, mostPerSession: number): string[] {
    return this.store.transaction(() =>
      clientIds.filter((clientId) => !this.enqueueOne(clientId, message, mostPerSession)),
    );
  }

  private enqueueOne(clientId: string, message: QueuedMessage, most: number): boolean {
    const { changes } = this.store.run(
      `INSERT INTO mqtt_queued
         (client_id, broker_id, broker_counter, topic, payload, properties, expires_millis)
       SELECT client_id, ?, ?, ?, ?, ?, ? FROM mqtt_session WHERE client_id = ?
         AND (SELECT count(*) FROM mqtt_queued AS waiting WHERE waiting.client_id = ?) < ?`,
      message.key.brokerId,
      message.key.brokerCounter,
      message.topic,
      message.payload,
      propertiesColumn(message.properties),
      message.messageExpiry ?? null,
      clientId,
      clientId,
      most,
    );
    return changes > 0;
  }

  forget(clientId: string, { brokerId, brokerCounter }: MessageKey): void {
    const sql = 'DELETE FROM mqtt_queued WHERE client_id = ? AND broker_counter = ? AND broker_id = ?';
    this.store.run(sql, clientId, brokerCounter, brokerId);
  }

  queuedFor(clientId: string): QueuedMessage[] {
    return this.store
      .all('SELECT * FROM mqtt_queued WHERE client_id = ? ORDER BY id', clientId)
      .map(queuedOf);
  }
}

function subscriptionOf(row: Row): StoredSubscription {
  return { topic: text(row, 'filter'), ...json(row, 'options', subscriptionOptions) };
}

function queuedOf(row: Row): QueuedMessage {
  return {
    key: { brokerId: text(row, 'broker_id'), brokerCounter: integer(row, 'broker_counter') },
    qos: 1,
    retain: false,
    topic: text(row, 'topic'),
    payload: bytes(row, 'payload'),
    properties: optionalProperties(row, 'properties'),
    messageExpiry: optionalInteger(row, 'expires_millis'),
  };
}
