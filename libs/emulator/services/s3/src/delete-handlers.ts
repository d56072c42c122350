import { randomUUID } from 'node:crypto';
import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { malformedXml } from './errors';
import { nullVersion } from './object-answers';
import { versioning } from './bucket-setting-handlers';
import type { S3Parts } from './s3-parts';

const mostDeletes = 1000;

interface Deletion {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

/** The operations that delete objects, or hide them under a delete marker where the bucket versions. */
export function deleteHandlers(parts: S3Parts): ServiceHandlers<typeof s3> {
  return {
    DeleteObject: ({ Bucket, Key, VersionId }) => {
      parts.buckets.existing(Bucket);
      return deleteObject(parts, Bucket, Key, VersionId);
    },
    DeleteObjects: ({ Bucket, Delete }) => {
      parts.buckets.existing(Bucket);
      const objects = Delete.Objects;
      if (objects.length === 0 || objects.length > mostDeletes) {
        throw malformedXml();
      }
      const Deleted = objects.map(({ Key, VersionId }) => {
        const { DeleteMarker, VersionId: made } = deleteObject(parts, Bucket, Key, VersionId);
        return {
          Key,
          VersionId,
          DeleteMarker,
          DeleteMarkerVersionId: DeleteMarker === true ? made : undefined,
        };
      });
      return Delete.Quiet === true ? {} : { Deleted };
    },
  };
}

/** "Deleting object versions from a versioning-enabled bucket", user guide. Deleting what is not there succeeds. */
function deleteObject(parts: S3Parts, bucket: string, key: string, versionId: string | undefined): Deletion {
  const { store, buckets, files } = parts;
  const { content, deletion } = store.transaction(() => {
    if (versionId !== undefined) {
      return deleteVersion(parts, bucket, key, versionId);
    }
    const status = buckets.setting(bucket, versioning);
    if (status === undefined) {
      return deleteVersion(parts, bucket, key, nullVersion, {});
    }
    return addDeleteMarker(parts, bucket, key, status === 'Enabled');
  });
  if (content !== undefined) {
    files.delete(content);
  }
  return deletion;
}

function deleteVersion(
  { objects }: S3Parts,
  bucket: string,
  key: string,
  versionId: string,
  deletion: Deletion = { VersionId: versionId },
): { content: string | undefined; deletion: Deletion } {
  const version = objects.version(bucket, key, versionId);
  if (version === undefined) {
    return { content: undefined, deletion };
  }
  objects.delete(version);
  return {
    content: version.content,
    deletion: version.isDeleteMarker ? { ...deletion, DeleteMarker: true } : deletion,
  };
}

function addDeleteMarker({ objects, clock }: S3Parts, bucket: string, key: string, isEnabled: boolean) {
  const versionId = isEnabled ? randomUUID().replaceAll('-', '') : nullVersion;
  const content = objects.add({
    bucket,
    key,
    versionId,
    isDeleteMarker: true,
    size: 0,
    etag: '',
    modified: clock.nowMillis(),
    content: '',
    headers: {},
    tags: [],
  });
  return { content, deletion: { DeleteMarker: true, VersionId: versionId } };
}
