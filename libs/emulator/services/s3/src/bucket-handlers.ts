import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { bucketAlreadyOwnedByYou, bucketNotEmpty, illegalLocation, invalidBucketName } from './errors';
import type { S3Parts } from './s3-parts';

const namePattern = /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?![.-]))*[a-z0-9]$/;
const globalRegion = 'us-east-1';

/** The operations on buckets as such. */
export function bucketHandlers(parts: S3Parts): ServiceHandlers<typeof s3> {
  const { buckets, objects, uploads, files, clock, region, store } = parts;
  return {
    CreateBucket: ({ Bucket, CreateBucketConfiguration }) => {
      if (!namePattern.test(Bucket) || Bucket.length < 3 || Bucket.length > 63) {
        throw invalidBucketName(Bucket);
      }
      const location = CreateBucketConfiguration?.LocationConstraint ?? globalRegion;
      if (location !== region) {
        throw illegalLocation(location);
      }
      if (buckets.find(Bucket) !== undefined) {
        throw bucketAlreadyOwnedByYou(Bucket);
      }
      buckets.add({ name: Bucket, created: clock.nowMillis() });
      return { Location: `/${Bucket}`, BucketArn: `arn:aws:s3:::${Bucket}` };
    },
    DeleteBucket: ({ Bucket }) => {
      const contents = store.transaction(() => {
        buckets.existing(Bucket);
        if (!objects.isEmpty(Bucket)) {
          throw bucketNotEmpty(Bucket);
        }
        const parts = uploads.deleteAllOf(Bucket);
        buckets.delete(Bucket);
        return parts;
      });
      contents.forEach((content) => files.delete(content));
      return {};
    },
    HeadBucket: ({ Bucket }) => {
      buckets.existing(Bucket);
      return { BucketRegion: region };
    },
    ListBuckets: ({ Prefix = '' }) => ({
      Buckets: buckets
        .all()
        .filter(({ name }) => name.startsWith(Prefix))
        .map(({ name, created }) => ({ Name: name, CreationDate: new Date(created) })),
      Prefix: Prefix || undefined,
      Owner: { ID: 'local-cloud' },
    }),
    GetBucketLocation: ({ Bucket }) => {
      buckets.existing(Bucket);
      return isLocation(region) ? { LocationConstraint: region } : {};
    },
  };
}

/** The oldest region has no name here ("GetBucketLocation", API reference). */
function isLocation(region: string): region is s3.BucketLocationConstraint {
  return region !== globalRegion;
}
