import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { invalidArgument, invalidPart, invalidPartOrder, keyTooLong, noSuchUpload } from './errors';
import type { MultipartUpload, UploadedPart } from './multipart-repository';
import { readRange } from './byte-range';
import { readCopySource } from './copy-source';
import { encryptionOf, existingObject, headersOf, isKeyTooLong, toldVersion } from './object-answers';
import type { S3Parts } from './s3-parts';
import { saveVersion } from './write-handlers';

const mostParts = 10_000;

/** The operations of uploads in several parts, which SDKs and CLI use for larger objects. */
export function multipartHandlers(parts: S3Parts): ServiceHandlers<typeof s3> {
  const { buckets, uploads, files, clock } = parts;
  const existing = (bucket: string, key: string, id: string): MultipartUpload => {
    buckets.existing(bucket);
    const upload = uploads.find(bucket, key, id);
    if (upload === undefined) {
      throw noSuchUpload(id);
    }
    return upload;
  };
  /** The upload may have been aborted while the part was written. */
  const savePart = async (bucket: string, key: string, id: string, number: number, body: Readable) => {
    const { content, size, md5 } = await files.write(body);
    try {
      existing(bucket, key, id);
      const part = { number, etag: md5, size, modified: clock.nowMillis(), content };
      const replaced = uploads.savePart(id, part);
      if (replaced !== undefined) {
        files.delete(replaced);
      }
      return part;
    } catch (error) {
      files.delete(content);
      throw error;
    }
  };
  return {
    CreateMultipartUpload: (input) => {
      const { Bucket, Key } = input;
      buckets.existing(Bucket);
      if (isKeyTooLong(Key)) {
        throw keyTooLong(Key);
      }
      const id = randomUUID().replaceAll('-', '');
      uploads.add({ id, bucket: Bucket, key: Key, initiated: clock.nowMillis(), headers: headersOf(input) });
      return { Bucket, Key, UploadId: id, ...encryptionOf(buckets, Bucket) };
    },
    UploadPart: async ({ Bucket, Key, UploadId, PartNumber, Body }) => {
      existing(Bucket, Key, UploadId);
      checkPartNumber(PartNumber);
      const { etag } = await savePart(Bucket, Key, UploadId, PartNumber, Body ?? Readable.from([]));
      return { ETag: `"${etag}"`, ...encryptionOf(buckets, Bucket) };
    },
    UploadPartCopy: async ({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange }) => {
      existing(Bucket, Key, UploadId);
      checkPartNumber(PartNumber);
      const source = existingObject(parts, readCopySource(CopySource));
      const range = readRange(CopySourceRange, source.size);
      const part = await savePart(Bucket, Key, UploadId, PartNumber, files.read(source.content, range));
      return {
        CopyPartResult: { ETag: `"${part.etag}"`, LastModified: new Date(part.modified) },
        ...encryptionOf(buckets, Bucket),
      };
    },
    CompleteMultipartUpload: async ({ Bucket, Key, UploadId, MultipartUpload, IfMatch, IfNoneMatch }) => {
      const upload = existing(Bucket, Key, UploadId);
      const chosen = chooseParts(uploads.parts(UploadId), MultipartUpload?.Parts ?? []);
      const written = await files.write(files.concatenated(chosen.map(({ content }) => content)));
      const etag = compositeTag(chosen);
      const onlyIf = { match: IfMatch, noneMatch: IfNoneMatch };
      const version = saveVersion(parts, {
        bucket: Bucket,
        key: Key,
        written,
        etag,
        headers: upload.headers,
        onlyIf,
      });
      uploads.delete(UploadId).forEach((content) => files.delete(content));
      return {
        Bucket,
        Key,
        Location: `/${Bucket}/${Key}`,
        ETag: `"${etag}"`,
        ...encryptionOf(buckets, Bucket),
        ...toldVersion(buckets, version),
      };
    },
    AbortMultipartUpload: ({ Bucket, Key, UploadId }) => {
      existing(Bucket, Key, UploadId);
      uploads.delete(UploadId).forEach((content) => files.delete(content));
      return {};
    },
    ListParts: ({ Bucket, Key, UploadId }) => {
      existing(Bucket, Key, UploadId);
      return { Bucket, Key, UploadId, IsTruncated: false, Parts: uploads.parts(UploadId).map(describePart) };
    },
    ListMultipartUploads: ({ Bucket }) => {
      buckets.existing(Bucket);
      const Uploads = uploads
        .ofBucket(Bucket)
        .map(({ id, key, initiated }) => ({ UploadId: id, Key: key, Initiated: new Date(initiated) }));
      return { Bucket, IsTruncated: false, Uploads };
    },
  };
}

function checkPartNumber(number: number): void {
  if (number >= 1 && number <= mostParts) {
    return;
  }
  throw invalidArgument('partNumber', `Part number must be an integer between 1 and ${mostParts}, inclusive`);
}

function chooseParts(uploaded: readonly UploadedPart[], named: readonly s3.CompletedPart[]): UploadedPart[] {
  if (named.length === 0) {
    throw invalidPart();
  }
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  return named.map(({ PartNumber = 0, ETag }, index) => {
    if (index > 0 && PartNumber <= (named[index - 1]?.PartNumber ?? 0)) {
      throw invalidPartOrder();
    }
    const part = byNumber.get(PartNumber);
    if (part === undefined || part.etag !== ETag?.replaceAll('"', '')) {
      throw invalidPart();
    }
    return part;
  });
}

/** The MD5 of the parts' MD5s, and how many they were ("Checking object integrity", user guide). */
function compositeTag(parts: readonly UploadedPart[]): string {
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  return `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
}

function describePart({ number, etag, size, modified }: UploadedPart) {
  return { PartNumber: number, ETag: `"${etag}"`, Size: size, LastModified: new Date(modified) };
}
