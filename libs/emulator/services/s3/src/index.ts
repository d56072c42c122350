import { join } from 'node:path';
import { defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { bucketHandlers } from './bucket-handlers';
import { BucketRepository } from './bucket-repository';
import { checkBucketOwner } from './bucket-owner';
import { bucketPolicy, bucketSettingHandlers } from './bucket-setting-handlers';
import { actionConditionKeys } from './condition-keys';
import { ContentFiles } from './content-files';
import { deleteHandlers } from './delete-handlers';
import { listHandlers } from './list-handlers';
import { multipartHandlers } from './multipart-handlers';
import { MultipartRepository } from './multipart-repository';
import { existingObject } from './object-answers';
import { ObjectRepository } from './object-repository';
import { readHandlers } from './read-handlers';
import type { S3Parts } from './s3-parts';
import { writeHandlers } from './write-handlers';

export { s3ResourceTypes } from './resource-types';
export interface S3Service {
  readonly service: AwsService;
  /** Reads an object whole, for the other services of this cloud. @throws AwsError as GetObject does */
  readObject(bucket: string, key: string, versionId?: string): Promise<Buffer>;
  /** The policy of a bucket, as JSON; `undefined` when it has none. */
  bucketPolicy(bucket: string): string | undefined;
}

/**
 * Amazon S3. Objects' content lies in files below the data directory. Lifecycle rules and keys for encryption are
 * stored and returned, but have no effect.
 */
export function createS3Service(options: {
  store: Store;
  clock: Clock;
  region: string;
  dataDirectory: string;
}): S3Service {
  const { store, clock, region } = options;
  const parts: S3Parts = {
    store,
    clock,
    region,
    buckets: new BucketRepository(store),
    objects: new ObjectRepository(store),
    uploads: new MultipartRepository(store),
    files: new ContentFiles(join(options.dataDirectory, 's3')),
  };
  parts.files.keepOnly(new Set([...parts.objects.contents(), ...parts.uploads.contents()]));
  return {
    service: defineService({
      scope: 's3',
      sdk: () => import('@aws-sdk/client-s3'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys(parts),
      },
      check: checkBucketOwner,
      handlers: {
        ...bucketHandlers(parts),
        ...bucketSettingHandlers(parts.buckets),
        ...readHandlers(parts),
        ...writeHandlers(parts),
        ...deleteHandlers(parts),
        ...listHandlers(parts),
        ...multipartHandlers(parts),
      },
    }),
    bucketPolicy: (bucket) => bucketPolicy(parts.buckets, bucket),
    readObject: async (bucket, key, versionId) => {
      const object = existingObject(parts, { Bucket: bucket, Key: key, VersionId: versionId });
      return parts.files.readWhole(object.content);
    },
  };
}
