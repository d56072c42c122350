import { integer, json, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import { objectHeaders } from './object-repository';
import type { ObjectHeaders } from './object-repository';

export interface MultipartUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly initiated: number;
  readonly headers: ObjectHeaders;
}

export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly modified: number;
  readonly content: string;
}

const schema = [
  `CREATE TABLE s3_uploads (
     id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated INTEGER NOT NULL, headers TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX s3_uploads_by_key ON s3_uploads (bucket, key, id);
   CREATE TABLE s3_upload_parts (
     upload TEXT NOT NULL REFERENCES s3_uploads ON DELETE CASCADE, number INTEGER NOT NULL, etag TEXT NOT NULL,
     size INTEGER NOT NULL, modified INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (upload, number)
   ) STRICT, WITHOUT ROWID`,
];

/** Uploads in several parts that are neither complete nor aborted. */
export class MultipartRepository {
  constructor(private readonly store: Store) {
    store.migrate('s3-uploads', schema);
  }

  add({ id, bucket, key, initiated, headers }: MultipartUpload): void {
    this.store.run(
      'INSERT INTO s3_uploads VALUES (?, ?, ?, ?, ?)',
      id,
      bucket,
      key,
      initiated,
      JSON.stringify(headers),
    );
  }

  find(bucket: string, key: string, id: string): MultipartUpload | undefined {
    const row = this.store.get(
      'SELECT * FROM s3_uploads WHERE id = ? AND bucket = ? AND key = ?',
      id,
      bucket,
      key,
    );
    return row && toUpload(row);
  }

  ofBucket(bucket: string): MultipartUpload[] {
    return this.store.all('SELECT * FROM s3_uploads WHERE bucket = ? ORDER BY key, id', bucket).map(toUpload);
  }

  /** @returns the content file of the part that it replaces */
  savePart(uploadId: string, part: UploadedPart): string | undefined {
    return this.store.transaction(() => {
      const replaced = this.store.get(
        'SELECT content FROM s3_upload_parts WHERE upload = ? AND number = ?',
        uploadId,
        part.number,
      );
      this.store.run(
        'INSERT OR REPLACE INTO s3_upload_parts VALUES (?, ?, ?, ?, ?, ?)',
        uploadId,
        part.number,
        part.etag,
        part.size,
        part.modified,
        part.content,
      );
      return replaced && text(replaced, 'content');
    });
  }

  parts(uploadId: string): UploadedPart[] {
    const rows = this.store.all('SELECT * FROM s3_upload_parts WHERE upload = ? ORDER BY number', uploadId);
    return rows.map((row) => ({
      number: integer(row, 'number'),
      etag: text(row, 'etag'),
      size: integer(row, 'size'),
      modified: integer(row, 'modified'),
      content: text(row, 'content'),
    }));
  }

  /** @returns the content files of its parts */
  delete(uploadId: string): string[] {
    const contents = this.parts(uploadId).map(({ content }) => content);
    this.store.run('DELETE FROM s3_uploads WHERE id = ?', uploadId);
    return contents;
  }

  /** @returns the content files of all their parts */
  deleteAllOf(bucket: string): string[] {
    return this.ofBucket(bucket).flatMap(({ id }) => this.delete(id));
  }

  /** Names of all content files that are in use. */
  contents(): string[] {
    return this.store.all('SELECT content FROM s3_upload_parts').map((row) => text(row, 'content'));
  }
}

function toUpload(row: Row): MultipartUpload {
  return {
    id: text(row, 'id'),
    bucket: text(row, 'bucket'),
    key: text(row, 'key'),
    initiated: integer(row, 'initiated'),
    headers: json(row, 'headers', objectHeaders),
  };
}
