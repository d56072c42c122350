import { json, optionalInteger, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

const subscriptionOptions = z.object({
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  rh: z.number().optional(),
  rap: z.boolean().optional(),
  nl: z.boolean().optional(),
  subscriptionIdentifier: z.number().optional(),
});

export type StoredSubscription = { readonly topic: string } & z.output<typeof subscriptionOptions>;

/** How a session goes on when its client connects. */
export interface SessionChange {
  readonly clientId: string;
  readonly sessionIdentifier: string;
  readonly version: number;
  /** What is there is over. */
  readonly deletes: boolean;
  /** There is one from now on. */
  readonly opens: boolean;
}

/** Persistent sessions and their subscriptions. */
export class SessionRepository {
  constructor(private readonly store: Store) {}

  /** The version is undefined for sessions of older stores. */
  find(clientId: string): { readonly version: number | undefined } | undefined {
    const row = this.store.get('SELECT protocol_version FROM mqtt_session WHERE client_id = ?', clientId);
    return row && { version: optionalInteger(row, 'protocol_version') };
  }

  replace({ clientId, sessionIdentifier, version, deletes, opens }: SessionChange): void {
    if (!deletes && !opens) {
      return;
    }
    this.store.transaction(() => {
      if (deletes) {
        this.delete(clientId);
      }
      if (opens) {
        this.store.run(
          `INSERT INTO mqtt_session (client_id, protocol_version, session_identifier, expires_millis)
           VALUES (?, ?, ?, NULL) ON CONFLICT (client_id) DO UPDATE SET expires_millis = NULL,
             protocol_version = excluded.protocol_version, session_identifier = excluded.session_identifier`,
          clientId,
          version,
          sessionIdentifier,
        );
      }
    });
  }

  /** Whether no other connection has taken the session up since. */
  isOf(clientId: string, sessionIdentifier: string): boolean {
    const sql = 'SELECT 1 FROM mqtt_session WHERE client_id = ? AND session_identifier = ?';
    return this.store.get(sql, clientId, sessionIdentifier) !== undefined;
  }

  expireAt(clientId: string, sessionIdentifier: string, millis: number): void {
    this.store.run(
      'UPDATE mqtt_session SET expires_millis = ? WHERE client_id = ? AND session_identifier = ?',
      millis,
      clientId,
      sessionIdentifier,
    );
  }

  /** False when there is no such session any more. */
  deleteOf(clientId: string, sessionIdentifier: string): boolean {
    const sql = 'DELETE FROM mqtt_session WHERE client_id = ? AND session_identifier = ?';
    return this.store.run(sql, clientId, sessionIdentifier).changes > 0;
  }

  /** For a start: nobody is connected, whatever the last run was doing when it ended. */
  expireAllOpenAt(millis: number): void {
    this.store.run('UPDATE mqtt_session SET expires_millis = ? WHERE expires_millis IS NULL', millis);
  }

  deleteExpired(nowMillis: number): string[] {
    const expired = this.store
      .all('SELECT client_id FROM mqtt_session WHERE expires_millis <= ?', nowMillis)
      .map((row) => text(row, 'client_id'));
    if (expired.length > 0) {
      this.store.run('DELETE FROM mqtt_session WHERE expires_millis <= ?', nowMillis);
    }
    return expired;
  }

  nextExpiry(): number | undefined {
    return optionalInteger(this.store.one('SELECT min(expires_millis) AS next FROM mqtt_session'), 'next');
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

  private delete(clientId: string): void {
    this.store.run('DELETE FROM mqtt_session WHERE client_id = ?', clientId);
  }
}

function subscriptionOf(row: Row): StoredSubscription {
  return { topic: text(row, 'filter'), ...json(row, 'options', subscriptionOptions) };
}
