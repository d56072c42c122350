import type { Clock } from '@fleet/emulator-clock';
import { date, flag, optionalText } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import { BoundedMap } from '../bounded-map';
import { Listeners } from '../listeners';

const schema = [
  `CREATE TABLE iot_thing_connectivity (
     thing_name TEXT PRIMARY KEY,
     connected INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     disconnect_reason TEXT,
     session_identifier TEXT NOT NULL,
     source_ip TEXT
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_thing_connectivity_by_connected ON iot_thing_connectivity (connected, thing_name);`,
];

/** A client that has connected. */
export interface ClientConnected {
  readonly clientId: string;
  readonly at: Date;
  /** Tells the connections of one client id apart. */
  readonly sessionIdentifier: string;
  /** Rises with each connection of a client id, until that was gone for an hour; 0 where it is absent. */
  readonly versionNumber?: number | undefined;
  readonly sourceIp?: string | undefined;
}

export interface ClientDisconnected {
  readonly clientId: string;
  readonly at: Date;
  readonly sessionIdentifier: string;
  /** As lifecycle events have it, e.g. `CONNECTION_LOST`. */
  readonly reason: string;
}

/** Whether a thing is connected, since when it is or is not, and why it is not. */
export interface Connectivity {
  readonly connected: boolean;
  /** Absent, as what follows, for a thing that was never connected. */
  readonly changedAt?: Date | undefined;
  readonly disconnectReason?: string | undefined;
  readonly sourceIp?: string | undefined;
}

const mostSessions = 20_000;

/**
 * Which things are connected: those whose name is the client id of a connection (developer guide, managing-index). It may
 * be told late, twice and in any order.
 */
export class ThingConnectivity {
  /** Notified with the name of a thing before it is recorded as connected or disconnected. */
  readonly changing = new Listeners<string>();
  /** Connections of which it is known that they have ended. */
  private readonly ended = new BoundedMap<string, true>(mostSessions);
  /** Connected clients; a thing may get the name of one of them at any time. */
  private readonly clients = new Map<string, ClientConnected>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.migrate('iot_thing_connectivity', schema);
    // Clients that were connected when the last process was killed are disconnected now.
    this.endAll('SERVER_ERROR');
  }

  /** Ends all connections: the server does. */
  close(): void {
    this.clients.clear();
    this.endAll('SERVER_INITIATED_DISCONNECT');
  }

  connected(client: ClientConnected): void {
    const { versionNumber = 0 } = client;
    const known = this.clients.get(client.clientId);
    if (this.ended.get(sessionKey(client)) || (known?.versionNumber ?? 0) > versionNumber) {
      return;
    }
    this.clients.set(client.clientId, client);
    this.changing.tell(client.clientId);
    this.record(client);
  }

  /** The end of a connection whose client id has a newer one by now changes nothing. */
  disconnected({ clientId, at, sessionIdentifier, reason }: ClientDisconnected): void {
    this.ended.set(sessionKey({ clientId, sessionIdentifier }), true);
    if (this.clients.get(clientId)?.sessionIdentifier !== sessionIdentifier) {
      return;
    }
    this.clients.delete(clientId);
    this.changing.tell(clientId);
    this.store.run(
      `UPDATE iot_thing_connectivity SET connected = 0, changed_at = ?, disconnect_reason = ? WHERE thing_name = ?`,
      at.getTime(),
      reason,
      clientId,
    );
  }

  /** To be called within the transaction that makes a thing. */
  thingCreated(thingName: string): void {
    const client = this.clients.get(thingName);
    if (client) {
      this.record(client);
    }
  }

  /** To be called within the transaction that deletes a thing. */
  thingDeleted(thingName: string): void {
    this.store.run('DELETE FROM iot_thing_connectivity WHERE thing_name = ?', thingName);
  }

  of(thingName: string): Connectivity {
    const row = this.store.get('SELECT * FROM iot_thing_connectivity WHERE thing_name = ?', thingName);
    return row ? connectivityOf(row) : { connected: false };
  }

  private endAll(reason: string): void {
    this.store.run(
      'UPDATE iot_thing_connectivity SET connected = 0, changed_at = ?, disconnect_reason = ? WHERE connected = 1',
      this.clock.nowMillis(),
      reason,
    );
  }

  private record({ clientId, at, sessionIdentifier, sourceIp }: ClientConnected): void {
    this.store.run(
      `INSERT OR REPLACE INTO iot_thing_connectivity
       SELECT thing_name, 1, ?, NULL, ?, ? FROM iot_thing WHERE thing_name = ?`,
      at.getTime(),
      sessionIdentifier,
      sourceIp ?? null,
      clientId,
    );
  }
}

function sessionKey({
  clientId,
  sessionIdentifier,
}: Pick<ClientConnected, 'clientId' | 'sessionIdentifier'>) {
  return `${sessionIdentifier} ${clientId}`;
}

export function connectivityOf(row: Row): Connectivity {
  return {
    connected: flag(row, 'connected'),
    changedAt: date(row, 'changed_at'),
    disconnectReason: optionalText(row, 'disconnect_reason'),
    sourceIp: optionalText(row, 'source_ip'),
  };
}
