import type * as s3 from '@aws-sdk/client-s3';
import { defined } from '@fleet/optional-members';
import { deleteMarkerNamed, noSuchKey, noSuchVersion } from './errors';
import type { BucketRepository } from './bucket-repository';
import { encryption, versioning } from './bucket-setting-handlers';
import type { ObjectHeaders, ObjectRepository, ObjectVersion } from './object-repository';

const largestKeyBytes = 1024;

/** Version id of objects that are put while the bucket does not version. */
export const nullVersion = 'null';

/** The headers of a request that go with an object. */
export function headersOf(input: {
  readonly [Name in keyof ObjectHeaders]: ObjectHeaders[Name] | undefined;
}): ObjectHeaders {
  return defined({
    ContentType: input.ContentType ?? 'binary/octet-stream',
    ContentEncoding: withoutChunking(input.ContentEncoding),
    ContentDisposition: input.ContentDisposition,
    ContentLanguage: input.ContentLanguage,
    CacheControl: input.CacheControl,
    Metadata: input.Metadata,
  });
}

export function isKeyTooLong(key: string): boolean {
  return Buffer.byteLength(key) > largestKeyBytes;
}

/** How the bucket encrypts, as the answers to writes and reads tell it. */
export function encryptionOf(buckets: BucketRepository, bucket: string) {
  const rule = buckets.setting(bucket, encryption)?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  const ServerSideEncryption: s3.ServerSideEncryption = rule?.SSEAlgorithm ?? 'AES256';
  return {
    ServerSideEncryption,
    SSEKMSKeyId: rule?.KMSMasterKeyID,
  };
}

export function isVersioned(buckets: BucketRepository, bucket: string): boolean {
  return buckets.setting(bucket, versioning) === 'Enabled';
}

/** `VersionId` for an answer: buckets that never versioned do not tell it. */
export function toldVersion(buckets: BucketRepository, { bucket, versionId }: ObjectVersion) {
  return buckets.setting(bucket, versioning) === undefined ? {} : { VersionId: versionId };
}

/** @throws AwsError NoSuchBucket, NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker */
export function existingObject(
  { buckets, objects }: { buckets: BucketRepository; objects: ObjectRepository },
  { Bucket, Key, VersionId }: { Bucket: string; Key: string; VersionId?: string | undefined },
): ObjectVersion {
  buckets.existing(Bucket);
  const found =
    VersionId === undefined ? objects.latest(Bucket, Key) : objects.version(Bucket, Key, VersionId);
  if (found === undefined) {
    throw VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId);
  }
  if (found.isDeleteMarker) {
    throw VersionId === undefined ? noSuchKey(Key) : deleteMarkerNamed();
  }
  return found;
}

/** `aws-chunked` is how the object travelled, not what it is. */
function withoutChunking(encoding: string | undefined): string | undefined {
  const codings = (encoding?.split(',') ?? [])
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  return codings.length === 0 ? undefined : codings.join(',');
}
