import type { Row, Store } from '@fleet/emulator-store';

export interface Queue {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly modified: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  /** Message attributes as they were sent, JSON. */
  readonly attributes: string;
  readonly sent: number;
  readonly received: number;
  /** When it may be received again. */
  readonly visible: number;
  readonly firstReceived: number | undefined;
}

const SCHEMA = [
  `CREATE TABLE sqs_queues (
     name TEXT PRIMARY KEY, created INTEGER NOT NULL, modified INTEGER NOT NULL, attributes TEXT NOT NULL,
     tags TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE sqs_messages (
     id TEXT PRIMARY KEY, queue TEXT NOT NULL REFERENCES sqs_queues ON DELETE CASCADE, body TEXT NOT NULL,
     attributes TEXT NOT NULL, sent INTEGER NOT NULL, received INTEGER NOT NULL, visible INTEGER NOT NULL,
     first_received INTEGER, receipt TEXT
   ) STRICT;
   CREATE INDEX sqs_messages_by_queue ON sqs_messages (queue, visible, sent);
   CREATE INDEX sqs_messages_by_receipt ON sqs_messages (queue, receipt)`,
];

export class QueueRepository {
  constructor(private readonly store: Store) {
    store.migrate('sqs', SCHEMA);
  }

  find(name: string): Queue | undefined {
    const row = this.store.get('SELECT * FROM sqs_queues WHERE name = ?', name);
    return row && toQueue(row);
  }

  page(prefix: string, after: string, limit: number): Queue[] {
    const rows = this.store.all(
      'SELECT * FROM sqs_queues WHERE name > ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3',
      after,
      prefix,
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

  send(queue: string, message: Pick<QueueMessage, 'id' | 'body' | 'attributes' | 'sent' | 'visible'>): void {
    const { id, body, attributes, sent, visible } = message;
    this.store.run(
      'INSERT INTO sqs_messages (id, queue, body, attributes, sent, received, visible) VALUES (?, ?, ?, ?, ?, 0, ?)',
      ...[id, queue, body, attributes, sent, visible],
    );
  }

  /** Messages that may be received at `now`, oldest first. */
  receivable(queue: string, now: number, limit: number): QueueMessage[] {
    const rows = this.store.all(
      'SELECT * FROM sqs_messages WHERE queue = ? AND visible <= ? ORDER BY sent, rowid LIMIT ?',
      ...[queue, now, limit],
    );
    return rows.map(toMessage);
  }

  /** Hides a message until `visible`, to be deleted by `receipt`. */
  receive(id: string, receipt: string, now: number, visible: number): void {
    this.store.run(
      `UPDATE sqs_messages SET receipt = ?2, received = received + 1, visible = ?4,
       first_received = coalesce(first_received, ?3) WHERE id = ?1`,
      ...[id, receipt, now, visible],
    );
  }

  setVisible(queue: string, receipt: string, visible: number): boolean {
    const sql = 'UPDATE sqs_messages SET visible = ? WHERE queue = ? AND receipt = ?';
    return this.store.run(sql, visible, queue, receipt).changes > 0;
  }

  deleteMessage(queue: string, receipt: string): void {
    this.store.run('DELETE FROM sqs_messages WHERE queue = ? AND receipt = ?', queue, receipt);
  }

  purge(queue: string, sentBefore: number): void {
    this.store.run('DELETE FROM sqs_messages WHERE queue = ? AND sent < ?', queue, sentBefore);
  }

  counts(queue: string, now: number): { visible: number; hidden: number } {
    const row = this.store.get(
      'SELECT count(*) AS all_messages, total(visible <= ?2) AS visible FROM sqs_messages WHERE queue = ?1',
      ...[queue, now],
    );
    const visible = Number(row?.['visible'] ?? 0);
    return { visible, hidden: Number(row?.['all_messages'] ?? 0) - visible };
  }
}

function toQueue(row: Row): Queue {
  return {
    name: String(row['name']),
    created: Number(row['created']),
    modified: Number(row['modified']),
    attributes: stringRecord(row['attributes']),
    tags: stringRecord(row['tags']),
  };
}

function stringRecord(json: Row[string] | undefined): Record<string, string> {
  const parsed: unknown = JSON.parse(String(json));
  if (typeof parsed !== 'object' || parsed === null) return {};
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
}

function toMessage(row: Row): QueueMessage {
  const first = row['first_received'];
  return {
    id: String(row['id']),
    body: String(row['body']),
    attributes: String(row['attributes']),
    sent: Number(row['sent']),
    received: Number(row['received']),
    visible: Number(row['visible']),
    firstReceived: typeof first === 'number' ? first : undefined,
  };
}
