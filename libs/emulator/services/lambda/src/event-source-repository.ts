import { exclusiveStart, json, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { eventSourceMapping } from './event-source-mapping';
import type { EventSourceMapping } from './event-source-mapping';

const schema = [
  `CREATE TABLE lambda_event_sources (
     uuid TEXT PRIMARY KEY,
     queue_arn TEXT NOT NULL,
     function_name TEXT NOT NULL,
     record TEXT NOT NULL,
     UNIQUE (queue_arn, function_name)
   ) STRICT, WITHOUT ROWID`,
];

/** Keeps the event source mappings. */
export class EventSourceRepository {
  constructor(private readonly store: Store) {
    store.migrate('lambda_event_sources', schema);
  }

  find(uuid: string): EventSourceMapping | undefined {
    const row = this.store.get('SELECT record FROM lambda_event_sources WHERE uuid = ?', uuid);
    return row && mappingOf(row);
  }

  /** The mapping between a queue and a function: there is one at most. */
  between(queueArn: string, functionName: string): EventSourceMapping | undefined {
    const sql = 'SELECT record FROM lambda_event_sources WHERE queue_arn = ? AND function_name = ?';
    const row = this.store.get(sql, queueArn, functionName);
    return row && mappingOf(row);
  }

  save(mapping: EventSourceMapping): void {
    this.store.run(
      `INSERT INTO lambda_event_sources VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (uuid) DO UPDATE SET function_name = ?3, record = ?4`,
      ...[mapping.uuid, mapping.queueArn, mapping.functionName, JSON.stringify(mapping)],
    );
  }

  delete(uuid: string): void {
    this.store.run('DELETE FROM lambda_event_sources WHERE uuid = ?', uuid);
  }

  /** The ids of all mappings. */
  ids(): string[] {
    return this.store.all('SELECT uuid FROM lambda_event_sources').map((row) => text(row, 'uuid'));
  }

  /** At most `limit` mappings whose ids come after `after`, of one queue or one function if these are given. */
  list(
    after: Cursor,
    limit: number,
    { queueArn, functionName }: { queueArn: string | undefined; functionName: string | undefined },
  ): EventSourceMapping[] {
    const rows = this.store.all(
      `SELECT record FROM lambda_event_sources WHERE uuid > ?1 AND (?2 IS NULL OR queue_arn = ?2)
         AND (?3 IS NULL OR function_name = ?3) ORDER BY uuid LIMIT ?4`,
      ...[exclusiveStart(after), queueArn ?? null, functionName ?? null, limit],
    );
    return rows.map(mappingOf);
  }
}

function mappingOf(row: Row): EventSourceMapping {
  return json(row, 'record', eventSourceMapping);
}
