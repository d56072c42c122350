import { exclusiveStart, integer, optionalInteger, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';

export interface LogGroup {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly retentionDays: number | undefined;
}

export interface LogStream {
  readonly name: string;
  readonly created: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

export interface StoredEvent {
  /** Grows with every event: the place of an event in its group. */
  readonly id: number;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingested: number;
  readonly message: string;
}

export interface EventQuery {
  readonly group: string;
  readonly streams?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  /** Only events after (`up`) or before (`down`) this id. */
  readonly beyond?: number | undefined;
  readonly direction: 'up' | 'down';
}

const schema = [
  `CREATE TABLE logs_groups (
     name TEXT PRIMARY KEY, created INTEGER NOT NULL, retention_days INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE logs_tags (
     name TEXT NOT NULL REFERENCES logs_groups ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (name, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE logs_streams (
     log_group TEXT NOT NULL REFERENCES logs_groups ON DELETE CASCADE, name TEXT NOT NULL, created INTEGER NOT NULL,
     PRIMARY KEY (log_group, name)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE logs_events (
     id INTEGER PRIMARY KEY AUTOINCREMENT, log_group TEXT NOT NULL, stream TEXT NOT NULL, timestamp INTEGER NOT NULL,
     ingested INTEGER NOT NULL, message TEXT NOT NULL,
     FOREIGN KEY (log_group, stream) REFERENCES logs_streams ON DELETE CASCADE
   ) STRICT;
   CREATE INDEX logs_events_by_stream ON logs_events (log_group, stream, id)`,
];

/** How many events a group may have too many, as a share of those that it keeps. */
const excess = 1 / 20;

/** Log groups, their streams and events. A group keeps its newest events only, so that logs cannot fill a disk. */
export class LogRepository {
  /** Events of each group since old ones were deleted: to find them takes time, as it counts all. */
  private readonly appended = new Map<string, number>();

  constructor(
    private readonly store: Store,
    private readonly eventsKept: number,
  ) {
    store.migrate('logs', schema);
  }

  group(name: string): LogGroup | undefined {
    const row = this.store.get('SELECT * FROM logs_groups WHERE name = ?', name);
    return row && toGroup(row);
  }

  groups(prefix: string, after: Cursor, limit: number): LogGroup[] {
    const rows = this.store.all(
      'SELECT * FROM logs_groups WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3',
      exclusiveStart(after),
      prefix,
      limit,
    );
    return rows.map(toGroup);
  }

  saveGroup({ name, created, retentionDays }: LogGroup): void {
    this.store.run(
      `INSERT INTO logs_groups VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET retention_days = ?3`,
      name,
      created,
      retentionDays ?? null,
    );
  }

  /** @returns whether there was one */
  deleteGroup(name: string): boolean {
    return this.store.run('DELETE FROM logs_groups WHERE name = ?', name).changes > 0;
  }

  streams(group: string, prefix: string, after: Cursor, limit: number): LogStream[] {
    const rows = this.store.all(
      `SELECT s.name, s.created, min(e.timestamp) AS first, max(e.timestamp) AS last
       FROM logs_streams s LEFT JOIN logs_events e ON e.log_group = s.log_group AND e.stream = s.name
       WHERE s.log_group = ?1 AND s.name > ?2 AND substr(s.name, 1, length(?3)) = ?3
       GROUP BY s.name ORDER BY s.name LIMIT ?4`,
      group,
      exclusiveStart(after),
      prefix,
      limit,
    );
    return rows.map((row) => ({
      name: text(row, 'name'),
      created: integer(row, 'created'),
      first: optionalInteger(row, 'first'),
      last: optionalInteger(row, 'last'),
    }));
  }

  hasStream(group: string, name: string): boolean {
    return (
      this.store.get('SELECT 1 FROM logs_streams WHERE log_group = ? AND name = ?', group, name) !== undefined
    );
  }

  createStream(group: string, name: string, created: number): void {
    this.store.run('INSERT OR IGNORE INTO logs_streams VALUES (?, ?, ?)', group, name, created);
  }

  append(
    group: string,
    stream: string,
    events: readonly { timestamp: number; message: string }[],
    ingested: number,
  ): void {
    this.store.transaction(() => {
      for (const { timestamp, message } of events) {
        this.store.run(
          'INSERT INTO logs_events (log_group, stream, timestamp, ingested, message) VALUES (?, ?, ?, ?, ?)',
          group,
          stream,
          timestamp,
          ingested,
          message,
        );
      }
      const appended = (this.appended.get(group) ?? Infinity) + events.length;
      const isDue = appended > this.eventsKept * excess;
      this.appended.set(group, isDue ? 0 : appended);
      if (isDue) {
        this.deleteOldest(group);
      }
    });
  }

  private deleteOldest(group: string): void {
    this.store.run(
      `DELETE FROM logs_events WHERE log_group = ?1 AND id <=
         (SELECT id FROM logs_events WHERE log_group = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
      group,
      this.eventsKept,
    );
  }

  events({ group, streams, from, to, limit, beyond, direction }: EventQuery): StoredEvent[] {
    const [beyondIt, order] = direction === 'up' ? (['>', 'ASC'] as const) : (['<', 'DESC'] as const);
    const start = beyond ?? (direction === 'up' ? -1 : Number.MAX_SAFE_INTEGER);
    const rows = this.store.all(
      `SELECT * FROM logs_events WHERE log_group = ?1 AND id ${beyondIt} ?2
       AND timestamp >= ?3 AND timestamp < ?4
       AND (?5 IS NULL OR stream IN (SELECT value FROM json_each(?5))) ORDER BY id ${order} LIMIT ?6`,
      group,
      start,
      from ?? 0,
      to ?? Number.MAX_SAFE_INTEGER,
      streams === undefined ? null : JSON.stringify(streams),
      limit,
    );
    const events = rows.map(toEvent);
    return direction === 'up' ? events : events.reverse();
  }

  tag(name: string, tags: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(tags)) {
      this.store.run('INSERT OR REPLACE INTO logs_tags VALUES (?, ?, ?)', name, key, value);
    }
  }

  untag(name: string, keys: readonly string[]): void {
    for (const key of keys) {
      this.store.run('DELETE FROM logs_tags WHERE name = ? AND key = ?', name, key);
    }
  }

  tags(name: string): Record<string, string> {
    const rows = this.store.all('SELECT key, value FROM logs_tags WHERE name = ?', name);
    return Object.fromEntries(rows.map((row) => [text(row, 'key'), text(row, 'value')]));
  }
}

function toGroup(row: Row): LogGroup {
  return {
    name: text(row, 'name'),
    created: integer(row, 'created'),
    retentionDays: optionalInteger(row, 'retention_days'),
  };
}

function toEvent(row: Row): StoredEvent {
  return {
    id: integer(row, 'id'),
    stream: text(row, 'stream'),
    timestamp: integer(row, 'timestamp'),
    ingested: integer(row, 'ingested'),
    message: text(row, 'message'),
  };
}
