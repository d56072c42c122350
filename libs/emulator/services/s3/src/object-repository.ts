import { flag, integer, json, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';

/** Headers that are given back as they were put, by the names of the API. */
export const objectHeaders = z.object({
  ContentType: z.string().exactOptional(),
  ContentEncoding: z.string().exactOptional(),
  ContentDisposition: z.string().exactOptional(),
  ContentLanguage: z.string().exactOptional(),
  CacheControl: z.string().exactOptional(),
  Metadata: z.record(z.string(), z.string()).exactOptional(),
});

export type ObjectHeaders = Readonly<z.output<typeof objectHeaders>>;

const headersAndTags = z.object({
  headers: objectHeaders,
  tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
});

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** `null` for objects that were put while the bucket did not version. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly size: number;
  /** Without the quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Name of the file with the content; empty for a delete marker. */
  readonly content: string;
  readonly headers: ObjectHeaders;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** Where a listing goes on. */
export interface ListPosition {
  readonly key: string;
  /** Of a listing of versions: those of `key` that were put before this one are still to come. */
  readonly versionId?: string;
}

const schema = [
  `CREATE TABLE s3_objects (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
     latest INTEGER NOT NULL, delete_marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
     modified INTEGER NOT NULL, content TEXT NOT NULL, headers TEXT NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX s3_objects_by_version ON s3_objects (bucket, key, version_id);
   CREATE INDEX s3_objects_latest ON s3_objects (bucket, key) WHERE latest = 1 AND delete_marker = 0;
   CREATE INDEX s3_objects_in_order ON s3_objects (bucket, key, sequence DESC)`,
];

/** The objects' metadata; their content lies in files. */
export class ObjectRepository {
  constructor(private readonly store: Store) {
    store.migrate('s3-objects', schema);
  }

  latest(bucket: string, key: string): ObjectVersion | undefined {
    const sql = 'SELECT * FROM s3_objects WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1';
    return optional(this.store.get(sql, bucket, key));
  }

  version(bucket: string, key: string, versionId: string): ObjectVersion | undefined {
    const sql = 'SELECT * FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?';
    return optional(this.store.get(sql, bucket, key, versionId));
  }

  /** Adds a version as the latest. @returns the content file of the version it replaces under the same id */
  add(version: Omit<ObjectVersion, 'isLatest'>): string | undefined {
    return this.store.transaction(() => {
      const replaced = this.version(version.bucket, version.key, version.versionId);
      if (replaced !== undefined) {
        this.remove(replaced);
      }
      this.markLatest(version.bucket, version.key, 0);
      this.store.run(
        `INSERT INTO s3_objects (bucket, key, version_id, latest, delete_marker, size, etag, modified, content, headers)
         VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`,
        version.bucket,
        version.key,
        version.versionId,
        version.isDeleteMarker ? 1 : 0,
        version.size,
        version.etag,
        version.modified,
        version.content,
        JSON.stringify({ headers: version.headers, tags: version.tags }),
      );
      return replaced?.content;
    });
  }

  /** Deletes one version for good; the one before it becomes the latest. */
  delete(version: ObjectVersion): void {
    this.store.transaction(() => {
      this.remove(version);
      this.markLatest(version.bucket, version.key, 1);
    });
  }

  saveTags(version: ObjectVersion, tags: ObjectVersion['tags']): void {
    const sql = 'UPDATE s3_objects SET headers = ? WHERE bucket = ? AND key = ? AND version_id = ?';
    this.store.run(
      sql,
      JSON.stringify({ headers: version.headers, tags }),
      version.bucket,
      version.key,
      version.versionId,
    );
  }

  isEmpty(bucket: string): boolean {
    return this.store.get('SELECT 1 FROM s3_objects WHERE bucket = ? LIMIT 1', bucket) === undefined;
  }

  /** Latest versions that are no delete markers, in order of key, from `from` on. */
  pageOfLatest(bucket: string, from: string, limit: number): ObjectVersion[] {
    const sql = `SELECT * FROM s3_objects INDEXED BY s3_objects_latest
                 WHERE bucket = ? AND key >= ? AND latest = 1 AND delete_marker = 0 ORDER BY key LIMIT ?`;
    return this.store.all(sql, bucket, from, limit).map(toVersion);
  }

  /** All versions, in order of key and the newest first, from `from` on. */
  pageOfVersions(bucket: string, from: ListPosition, limit: number): ObjectVersion[] {
    const before = from.versionId === undefined ? undefined : this.sequence(bucket, from.key, from.versionId);
    const sql = `SELECT * FROM s3_objects INDEXED BY s3_objects_in_order
                 WHERE bucket = ?1 AND key >= ?2 AND (key > ?2 OR sequence < ?3) ORDER BY key, sequence DESC LIMIT ?4`;
    return this.store.all(sql, bucket, from.key, before ?? Number.MAX_SAFE_INTEGER, limit).map(toVersion);
  }

  /** Names of all content files that are in use. */
  *contents(): IterableIterator<string> {
    for (const row of this.store.iterate("SELECT content FROM s3_objects WHERE content <> ''")) {
      yield text(row, 'content');
    }
  }

  private remove({ bucket, key, versionId }: ObjectVersion): void {
    this.store.run(
      'DELETE FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?',
      bucket,
      key,
      versionId,
    );
  }

  private markLatest(bucket: string, key: string, latest: 0 | 1): void {
    this.store.run(
      `UPDATE s3_objects SET latest = ?3 WHERE sequence =
         (SELECT sequence FROM s3_objects WHERE bucket = ?1 AND key = ?2 ORDER BY sequence DESC LIMIT 1)`,
      bucket,
      key,
      latest,
    );
  }

  private sequence(bucket: string, key: string, versionId: string): number {
    const sql = 'SELECT sequence FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?';
    const row = this.store.get(sql, bucket, key, versionId);
    return row ? integer(row, 'sequence') : 0;
  }
}

function optional(row: Row | undefined): ObjectVersion | undefined {
  return row && toVersion(row);
}

function toVersion(row: Row): ObjectVersion {
  return {
    bucket: text(row, 'bucket'),
    key: text(row, 'key'),
    versionId: text(row, 'version_id'),
    isLatest: flag(row, 'latest'),
    isDeleteMarker: flag(row, 'delete_marker'),
    size: integer(row, 'size'),
    etag: text(row, 'etag'),
    modified: integer(row, 'modified'),
    content: text(row, 'content'),
    ...json(row, 'headers', headersAndTags),
  };
}
