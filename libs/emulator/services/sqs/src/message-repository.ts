import { integer, optionalInteger, optionalText, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';

/** A message. Times are milliseconds since the epoch. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  /** Message attributes as they were sent, JSON. */
  readonly attributes: string;
  /** Unique id of the principal that sent it. */
  readonly sender: string;
  readonly sent: number;
  /** How often it was received from the queue that it is in. */
  readonly received: number;
  /** When it may be received again. */
  readonly visible: number;
  readonly firstReceived: number | undefined;
  /** ARN of the queue that it was moved from, in a dead-letter queue. */
  readonly deadLetterSource: string | undefined;
}

export type NewMessage = Omit<QueueMessage, 'received' | 'firstReceived' | 'deadLetterSource'>;

export interface MessageCounts {
  readonly visible: number;
  /** Received, and neither deleted nor visible again. */
  readonly inFlight: number;
  /** Sent with a delay that has not ended. */
  readonly delayed: number;
}

export class MessageRepository {
  constructor(private readonly store: Store) {}

  send(queue: string, { id, body, attributes, sender, sent, visible }: NewMessage): void {
    this.store.run(
      `INSERT INTO sqs_messages (id, queue, body, attributes, sender, sent, received, visible)
       VALUES (?, ?, ?, ?, ?, ?, 0, ?)`,
      ...[id, queue, body, attributes, sender, sent, visible],
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

  /** When the first of the messages that are hidden at `now` becomes visible, if there is one. */
  nextVisible(queue: string, now: number): number | undefined {
    const row = this.store.get(
      'SELECT visible FROM sqs_messages WHERE queue = ? AND visible > ? ORDER BY visible LIMIT 1',
      ...[queue, now],
    );
    return row && integer(row, 'visible');
  }

  /** Hides a message until `visible`, to be deleted by `receipt`. */
  receive(id: string, receipt: string, now: number, visible: number): void {
    this.store.run(
      `UPDATE sqs_messages SET receipt = ?2, received = received + 1, visible = ?4,
       first_received = coalesce(first_received, ?3) WHERE id = ?1`,
      ...[id, receipt, now, visible],
    );
  }

  /**
   * Moves what is visible at `now` and was received `maxReceiveCount` times already to the dead-letter queue, where
   * it is counted anew and keeps the time when it was sent.
   * @returns how many messages were moved
   */
  redrive(
    source: { name: string; arn: string },
    target: { queue: string; maxReceiveCount: number },
    now: number,
  ): number {
    return this.store.run(
      `UPDATE sqs_messages SET queue = ?4, dead_letter_source = ?5, received = 0, receipt = NULL, visible = ?2,
       first_received = NULL WHERE queue = ?1 AND visible <= ?2 AND received >= ?3`,
      ...[source.name, now, target.maxReceiveCount, target.queue, source.arn],
    ).changes;
  }

  /** @returns 'unknown' for a receipt that is not the message's last, 'visible' for a message that is not hidden */
  setVisible(
    queue: string,
    receipt: string,
    now: number,
    visible: number,
  ): 'changed' | 'visible' | 'unknown' {
    const sql = 'SELECT visible FROM sqs_messages WHERE queue = ? AND receipt = ?';
    const row = this.store.get(sql, queue, receipt);
    if (row === undefined) {
      return 'unknown';
    }
    if (integer(row, 'visible') <= now) {
      return 'visible';
    }
    const change = 'UPDATE sqs_messages SET visible = ? WHERE queue = ? AND receipt = ?';
    this.store.run(change, visible, queue, receipt);
    return 'changed';
  }

  delete(queue: string, receipt: string): void {
    this.store.run('DELETE FROM sqs_messages WHERE queue = ? AND receipt = ?', queue, receipt);
  }

  purge(queue: string, sentBefore: number): void {
    this.store.run('DELETE FROM sqs_messages WHERE queue = ? AND sent < ?', queue, sentBefore);
  }

  lengths(now: number): QueueLength[] {
    const rows = this.store.all(
      `SELECT queue, min(sent) AS oldest, total(visible <= ?1) AS visible,
         total(visible > ?1 AND receipt IS NOT NULL) AS in_flight, total(visible > ?1 AND receipt IS NULL) AS delayed
       FROM sqs_messages GROUP BY queue`,
      now,
    );
    return rows.map((row) => ({
      queue: text(row, 'queue'),
      oldest: integer(row, 'oldest'),
      visible: integer(row, 'visible'),
      inFlight: integer(row, 'in_flight'),
      delayed: integer(row, 'delayed'),
    }));
  }

  counts(queue: string, now: number): MessageCounts {
    const row = this.store.one(
      `SELECT total(visible <= ?2) AS visible, total(visible > ?2 AND receipt IS NOT NULL) AS in_flight,
         total(visible > ?2 AND receipt IS NULL) AS delayed FROM sqs_messages WHERE queue = ?1`,
      ...[queue, now],
    );
    return {
      visible: integer(row, 'visible'),
      inFlight: integer(row, 'in_flight'),
      delayed: integer(row, 'delayed'),
    };
  }
}

/** How long queues are, by their names; those without a message are left out. */
export interface QueueLength extends MessageCounts {
  readonly queue: string;
  /** When the oldest message was sent that is not deleted yet. */
  readonly oldest: number;
}

function toMessage(row: Row): QueueMessage {
  return {
    id: text(row, 'id'),
    body: text(row, 'body'),
    attributes: text(row, 'attributes'),
    sender: text(row, 'sender'),
    sent: integer(row, 'sent'),
    received: integer(row, 'received'),
    visible: integer(row, 'visible'),
    firstReceived: optionalInteger(row, 'first_received'),
    deadLetterSource: optionalText(row, 'dead_letter_source'),
  };
}
