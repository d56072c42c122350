import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { invalidArgument } from './errors';
import { list, next, positionAfter } from './object-listing';
import type { ListPosition, ObjectVersion } from './object-repository';
import type { S3Parts } from './s3-parts';

const largestPage = 1000;

/** The operations that list objects. */
export function listHandlers({
  buckets,
  objects,
}: Pick<S3Parts, 'buckets' | 'objects'>): ServiceHandlers<typeof s3> {
  const latest = (bucket: string) => (from: ListPosition, limit: number) =>
    objects.pageOfLatest(bucket, from.versionId === undefined ? from.key : next(from.key), limit);
  return {
    ListObjectsV2: ({
      Bucket,
      Prefix = '',
      Delimiter = '',
      MaxKeys,
      ContinuationToken,
      StartAfter,
      ...rest
    }) => {
      buckets.existing(Bucket);
      const encode = encoder(rest.EncodingType);
      const after = ContinuationToken === undefined ? StartAfter : decodeToken(ContinuationToken);
      const query = { bucket: Bucket, prefix: Prefix, delimiter: Delimiter, limit: pageSize(MaxKeys) };
      const page = list({ ...query, read: latest(Bucket), from: positionAfter(after, Prefix, Delimiter) });
      return {
        Name: Bucket,
        Prefix: encode(Prefix),
        MaxKeys: query.limit,
        KeyCount: page.objects.length + page.prefixes.length,
        IsTruncated: page.last !== undefined,
        Contents: page.objects.map((object) => contents(object, encode)),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
        Delimiter: Delimiter === '' ? undefined : encode(Delimiter),
        ContinuationToken,
        NextContinuationToken: page.last && encodeToken(page.last.key),
        EncodingType: rest.EncodingType,
      };
    },
    ListObjects: ({ Bucket, Prefix = '', Delimiter = '', MaxKeys, Marker = '', EncodingType }) => {
      buckets.existing(Bucket);
      const encode = encoder(EncodingType);
      const query = { bucket: Bucket, prefix: Prefix, delimiter: Delimiter, limit: pageSize(MaxKeys) };
      const page = list({ ...query, read: latest(Bucket), from: positionAfter(Marker, Prefix, Delimiter) });
      return {
        Name: Bucket,
        Prefix: encode(Prefix),
        Marker: encode(Marker),
        MaxKeys: query.limit,
        IsTruncated: page.last !== undefined,
        Contents: page.objects.map((object) => contents(object, encode)),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
        Delimiter: Delimiter === '' ? undefined : encode(Delimiter),
        NextMarker: page.last && encode(page.last.key),
        EncodingType,
      };
    },
    ListObjectVersions: ({
      Bucket,
      Prefix = '',
      Delimiter = '',
      MaxKeys,
      KeyMarker,
      VersionIdMarker,
      EncodingType,
    }) => {
      buckets.existing(Bucket);
      const encode = encoder(EncodingType);
      const from =
        KeyMarker !== undefined && VersionIdMarker !== undefined
          ? { key: KeyMarker, versionId: VersionIdMarker }
          : positionAfter(KeyMarker, Prefix, Delimiter);
      const read = (position: ListPosition, limit: number) => objects.pageOfVersions(Bucket, position, limit);
      const limit = pageSize(MaxKeys);
      const page = list({ bucket: Bucket, prefix: Prefix, delimiter: Delimiter, limit, read, from });
      const entry = (object: ObjectVersion) => ({
        Key: encode(object.key),
        VersionId: object.versionId,
        IsLatest: object.isLatest,
        LastModified: new Date(object.modified),
      });
      return {
        Name: Bucket,
        Prefix: encode(Prefix),
        MaxKeys: limit,
        IsTruncated: page.last !== undefined,
        Versions: page.objects
          .filter(({ isDeleteMarker }) => !isDeleteMarker)
          .map((object) => ({
            ...entry(object),
            ETag: `"${object.etag}"`,
            Size: object.size,
            StorageClass: 'STANDARD' as const,
          })),
        DeleteMarkers: page.objects.filter(({ isDeleteMarker }) => isDeleteMarker).map(entry),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
        NextKeyMarker: page.last && encode(page.last.key),
        NextVersionIdMarker: page.last?.versionId,
        EncodingType,
      };
    },
  };
}

function contents(object: ObjectVersion, encode: (key: string) => string) {
  return {
    Key: encode(object.key),
    LastModified: new Date(object.modified),
    ETag: `"${object.etag}"`,
    Size: object.size,
    StorageClass: 'STANDARD' as const,
  };
}

function pageSize(maxKeys: number | undefined): number {
  if (maxKeys !== undefined && maxKeys < 0) {
    throw invalidArgument('max-keys', 'max-keys must not be negative');
  }
  return Math.min(maxKeys ?? largestPage, largestPage);
}

/** XML cannot carry every key; clients ask for an encoding that can. @throws AwsError InvalidArgument */
function encoder(encodingType: string | undefined): (key: string) => string {
  if (encodingType === undefined) {
    return (key) => key;
  }
  if (encodingType !== 'url') {
    throw invalidArgument('encoding-type', 'Invalid Encoding Method specified in Request');
  }
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/');
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (encodeToken(key) !== token) {
    throw invalidArgument('continuation-token', 'The continuation token provided is incorrect');
  }
  return key;
}
