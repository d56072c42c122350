import { exclusiveStart, integer, json, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

export interface Queue {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly modified: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const texts = z.record(z.string(), z.string());

export class QueueRepository {
  constructor(private readonly store: Store) {}

  find(name: string): Queue | undefined {
    const row = this.store.get('SELECT * FROM sqs_queues WHERE name = ?', name);
    return row && toQueue(row);
  }

  page(prefix: string, after: Cursor, limit: number): Queue[] {
    const rows = this.store.all(
      'SELECT * FROM sqs_queues WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3',
      exclusiveStart(after),
      prefix,
      limit,
    );
    return rows.map(toQueue);
  }

  /** Queues whose messages end in the dead-letter queue of that ARN. */
  sourcesOf(deadLetterQueueArn: string, after: Cursor, limit: number): Queue[] {
    const rows = this.store.all(
      `SELECT * FROM sqs_queues WHERE name > ?1 AND nullif(attributes ->> 'RedrivePolicy', '')
         ->> 'deadLetterTargetArn' = ?2 ORDER BY name LIMIT ?3`,
      exclusiveStart(after),
      deadLetterQueueArn,
      limit,
    );
    return rows.map(toQueue);
  }

  save({ name, created, modified, attributes, tags }: Queue): void {
    this.store.run(
      `INSERT INTO sqs_queues VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (name) DO UPDATE SET modified = ?3, attributes = ?4, tags = ?5`,
      ...[name, created, modified, JSON.stringify(attributes), JSON.stringify(tags)],
    );
  }

  delete(name: string): void {
    this.store.run('DELETE FROM sqs_queues WHERE name = ?', name);
  }
}

function toQueue(row: Row): Queue {
  return {
    name: text(row, 'name'),
    created: integer(row, 'created'),
    modified: integer(row, 'modified'),
    attributes: json(row, 'attributes', texts),
    tags: json(row, 'tags', texts),
  };
}
