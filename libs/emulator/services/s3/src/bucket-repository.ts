import { integer, json, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import { noSuchBucket } from './errors';
import { toStoredJson, withDates } from './stored-json';

export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

const schema = [
  `CREATE TABLE s3_buckets (name TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE s3_bucket_settings (
     bucket TEXT NOT NULL REFERENCES s3_buckets ON DELETE CASCADE, setting TEXT NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (bucket, setting)
   ) STRICT, WITHOUT ROWID`,
];

/** Names one setting of a bucket and the type of its value, as the API takes and gives it. */
export interface Setting<Value> {
  readonly name: string;
  /** Never called: it carries the type. */
  readonly of?: (value: Value) => void;
}

/** Buckets and their settings. */
export class BucketRepository {
  constructor(private readonly store: Store) {
    store.migrate('s3-buckets', schema);
  }

  all(): Bucket[] {
    return this.store.all('SELECT name, created FROM s3_buckets ORDER BY name').map(toBucket);
  }

  find(name: string): Bucket | undefined {
    const row = this.store.get('SELECT name, created FROM s3_buckets WHERE name = ?', name);
    return row && toBucket(row);
  }

  /** @throws AwsError NoSuchBucket */
  existing(name: string): Bucket {
    const bucket = this.find(name);
    if (bucket === undefined) {
      throw noSuchBucket(name);
    }
    return bucket;
  }

  add(bucket: Bucket): void {
    this.store.run('INSERT INTO s3_buckets VALUES (?, ?)', bucket.name, bucket.created);
  }

  delete(name: string): void {
    this.store.run('DELETE FROM s3_buckets WHERE name = ?', name);
  }

  setting<Value>(bucket: string, setting: Setting<Value>): Value | undefined {
    const sql = 'SELECT value FROM s3_bucket_settings WHERE bucket = ? AND setting = ?';
    const row = this.store.get(sql, bucket, setting.name);
    const stored = row && json(row, 'value', { parse: withDates });
    return isStored(setting, stored) ? stored : undefined;
  }

  saveSetting<Value>(bucket: string, setting: Setting<Value>, value: Value): void {
    const sql = 'INSERT OR REPLACE INTO s3_bucket_settings VALUES (?, ?, ?)';
    this.store.run(sql, bucket, setting.name, toStoredJson(value));
  }

  deleteSetting(bucket: string, setting: Setting<never>): void {
    this.store.run('DELETE FROM s3_bucket_settings WHERE bucket = ? AND setting = ?', bucket, setting.name);
  }
}

/** What is found under a setting's name was put there by `saveSetting`, with that setting's type. */
function isStored<Value>(_setting: Setting<Value>, value: unknown): value is Value {
  return value !== undefined;
}

function toBucket(row: Row): Bucket {
  return { name: text(row, 'name'), created: integer(row, 'created') };
}
