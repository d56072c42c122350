import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { WrittenContent } from './content-files';
import { readCopySource } from './copy-source';
import { invalidArgument, keyTooLong, noSuchKey, preconditionFailed } from './errors';
import {
  nullVersion,
  encryptionOf,
  existingObject,
  headersOf,
  isKeyTooLong,
  isVersioned,
  toldVersion,
} from './object-answers';
import type { ObjectHeaders, ObjectVersion } from './object-repository';
import type { S3Parts } from './s3-parts';

/** What a new version is made of. */
export interface NewVersion {
  readonly bucket: string;
  readonly key: string;
  readonly written: WrittenContent;
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly tags?: ObjectVersion['tags'];
  /** Entity tags that the present object must, or must not, have. */
  readonly onlyIf?: { readonly match?: string | undefined; readonly noneMatch?: string | undefined };
}

/** The operations that put and copy objects. */
export function writeHandlers(parts: S3Parts): ServiceHandlers<typeof s3> {
  const { buckets, files } = parts;
  return {
    PutObject: async (input) => {
      const { Bucket, Key, Body, Tagging, IfMatch, IfNoneMatch } = input;
      buckets.existing(Bucket);
      if (isKeyTooLong(Key)) {
        throw keyTooLong(Key);
      }
      const written = await files.write(Body ?? Readable.from([]));
      const version = saveVersion(parts, {
        bucket: Bucket,
        key: Key,
        written,
        etag: written.md5,
        headers: headersOf(input),
        tags: readTagging(Tagging),
        onlyIf: { match: IfMatch, noneMatch: IfNoneMatch },
      });
      return {
        ETag: `"${version.etag}"`,
        ...encryptionOf(buckets, Bucket),
        ...toldVersion(buckets, version),
      };
    },
    CopyObject: async (input) => {
      const { Bucket, Key, CopySource, MetadataDirective, TaggingDirective, Tagging } = input;
      buckets.existing(Bucket);
      if (isKeyTooLong(Key)) {
        throw keyTooLong(Key);
      }
      const source = existingObject(parts, readCopySource(CopySource));
      const written = await files.write(files.read(source.content));
      const version = saveVersion(parts, {
        bucket: Bucket,
        key: Key,
        written,
        etag: written.md5,
        headers: MetadataDirective === 'REPLACE' ? headersOf(input) : source.headers,
        tags: TaggingDirective === 'REPLACE' ? readTagging(Tagging) : source.tags,
      });
      return {
        CopyObjectResult: { ETag: `"${version.etag}"`, LastModified: new Date(version.modified) },
        ...encryptionOf(buckets, Bucket),
        ...toldVersion(buckets, version),
      };
    },
    PutObjectTagging: (input) => {
      const object = existingObject(parts, input);
      parts.objects.saveTags(object, input.Tagging.TagSet);
      return toldVersion(buckets, object);
    },
    DeleteObjectTagging: (input) => {
      const object = existingObject(parts, input);
      parts.objects.saveTags(object, []);
      return toldVersion(buckets, object);
    },
  };
}

/** Makes the written content the latest version of its object, or deletes it when that may not be. */
export function saveVersion(parts: S3Parts, made: NewVersion): ObjectVersion {
  const { store, buckets, objects, files, clock } = parts;
  const { bucket, key, written } = made;
  try {
    const { version, replaced } = store.transaction(() => {
      // The bucket may have been deleted while the content was written.
      buckets.existing(bucket);
      checkPresent(objects.latest(bucket, key), key, made.onlyIf ?? {});
      const version = {
        bucket,
        key,
        versionId: isVersioned(buckets, bucket) ? randomUUID().replaceAll('-', '') : nullVersion,
        isDeleteMarker: false,
        size: written.size,
        etag: made.etag,
        modified: clock.nowMillis(),
        content: written.content,
        headers: made.headers,
        tags: made.tags ?? [],
      };
      return { version: { ...version, isLatest: true }, replaced: objects.add(version) };
    });
    if (replaced !== undefined) {
      files.delete(replaced);
    }
    return version;
  } catch (error) {
    files.delete(written.content);
    throw error;
  }
}

function checkPresent(
  latest: ObjectVersion | undefined,
  key: string,
  { match, noneMatch }: NonNullable<NewVersion['onlyIf']>,
): void {
  const present = latest?.isDeleteMarker === false ? latest : undefined;
  if (noneMatch !== undefined) {
    if (noneMatch !== '*') {
      throw invalidArgument('If-None-Match', 'If-None-Match must be *');
    }
    if (present !== undefined) {
      throw preconditionFailed('If-None-Match');
    }
  }
  if (match === undefined) {
    return;
  }
  if (present === undefined) {
    throw noSuchKey(key);
  }
  if (present.etag !== match.replaceAll('"', '')) {
    throw preconditionFailed('If-Match');
  }
}

/** The header carries tags as a query string. */
function readTagging(header: string | undefined): ObjectVersion['tags'] {
  return [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
}
