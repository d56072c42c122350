import { exclusiveStart, flag, oneOf, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';

/** What messages are delivered to. */
export const protocols = ['lambda', 'sqs', 'http', 'https', 'email', 'email-json'] as const;
export type Protocol = (typeof protocols)[number];

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  /** ARN of the function or queue, a URL, or an address of mail. */
  readonly endpoint: string;
  /** Whether the queue gets the message alone, without what SNS says of it. */
  readonly isRaw: boolean;
  /** What confirms it; absent once it is confirmed, and for an endpoint that need not confirm. */
  readonly token?: string | undefined;
}

const schema = [
  `CREATE TABLE sns_subscriptions (
     arn TEXT PRIMARY KEY, topic_arn TEXT NOT NULL, protocol TEXT NOT NULL, endpoint TEXT NOT NULL,
     is_raw INTEGER NOT NULL, UNIQUE (topic_arn, protocol, endpoint)
   ) STRICT, WITHOUT ROWID`,
  'ALTER TABLE sns_subscriptions ADD COLUMN token TEXT',
];

/** Who gets the messages of which topic. */
export class SubscriptionRepository {
  constructor(private readonly store: Store) {
    store.migrate('sns_subscriptions', schema);
  }

  find(arn: string): Subscription | undefined {
    const row = this.store.get('SELECT * FROM sns_subscriptions WHERE arn = ?', arn);
    return row && toSubscription(row);
  }

  findEndpoint(topicArn: string, protocol: Protocol, endpoint: string): Subscription | undefined {
    const row = this.store.get(
      'SELECT * FROM sns_subscriptions WHERE topic_arn = ? AND protocol = ? AND endpoint = ?',
      topicArn,
      protocol,
      endpoint,
    );
    return row && toSubscription(row);
  }

  page(after: Cursor, limit: number): Subscription[] {
    const sql = 'SELECT * FROM sns_subscriptions WHERE arn > ? ORDER BY arn LIMIT ?';
    return this.store.all(sql, exclusiveStart(after), limit).map(toSubscription);
  }

  pageOf(topicArn: string, after: Cursor, limit: number): Subscription[] {
    const sql = 'SELECT * FROM sns_subscriptions WHERE topic_arn = ? AND arn > ? ORDER BY arn LIMIT ?';
    return this.store.all(sql, topicArn, exclusiveStart(after), limit).map(toSubscription);
  }

  allOf(topicArn: string): Subscription[] {
    const sql = 'SELECT * FROM sns_subscriptions WHERE topic_arn = ? ORDER BY arn';
    return this.store.all(sql, topicArn).map(toSubscription);
  }

  findToken(topicArn: string, token: string): Subscription | undefined {
    return this.allOf(topicArn).find((each) => each.token === token);
  }

  save({ arn, topicArn, protocol, endpoint, isRaw, token }: Subscription): void {
    this.store.run(
      `INSERT INTO sns_subscriptions VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (arn) DO UPDATE SET is_raw = ?5, token = ?6`,
      arn,
      topicArn,
      protocol,
      endpoint,
      isRaw ? 1 : 0,
      token ?? null,
    );
  }

  delete(arn: string): void {
    this.store.run('DELETE FROM sns_subscriptions WHERE arn = ?', arn);
  }

  deleteAllOf(topicArn: string): void {
    this.store.run('DELETE FROM sns_subscriptions WHERE topic_arn = ?', topicArn);
  }
}

function toSubscription(row: Row): Subscription {
  return {
    arn: text(row, 'arn'),
    topicArn: text(row, 'topic_arn'),
    protocol: oneOf(row, 'protocol', protocols),
    endpoint: text(row, 'endpoint'),
    isRaw: flag(row, 'is_raw'),
    token: optionalText(row, 'token'),
  };
}
