import type * as sdk from '@aws-sdk/client-s3';
import type { ActionConditionKeys, ConditionKeys } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { ObjectRepository } from './object-repository';

interface ObjectReference {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

interface Listing {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

type Tags = readonly { readonly Key: string; readonly Value: string }[];

const ofListing = ({ Prefix, Delimiter, MaxKeys }: Listing): ConditionKeys =>
  defined({
    's3:prefix': Prefix,
    's3:delimiter': Delimiter,
    's3:max-keys': MaxKeys === undefined ? undefined : String(MaxKeys),
  });

/** Tags of a request in the form of a query. */
const inHeader = (tagging = ''): Tags =>
  [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));

/** S3 user guide, "Tagging and access control policies". */
function requestedTags(tags: Tags): ConditionKeys {
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`s3:RequestObjectTag/${Key}`, Value])),
    ...defined({ 's3:RequestObjectTagKeys': tags.length === 0 ? undefined : tags.map(({ Key }) => Key) }),
  };
}

/** What conditions of policies may ask for. */
export function actionConditionKeys({
  objects,
}: {
  readonly objects: Pick<ObjectRepository, 'latest' | 'version'>;
}): ActionConditionKeys<typeof sdk> {
  const ofExisting = ({ Bucket, Key, VersionId }: ObjectReference): ConditionKeys => {
    const found =
      VersionId === undefined ? objects.latest(Bucket, Key) : objects.version(Bucket, Key, VersionId);
    const tags = (found?.tags ?? []).map(({ Key: key, Value }): [string, string] => [
      `s3:ExistingObjectTag/${key}`,
      Value,
    ]);
    return { ...Object.fromEntries(tags), ...defined({ 's3:VersionId': VersionId }) };
  };
  return {
    CreateBucket: ({ CreateBucketConfiguration: { LocationConstraint } = {} }) =>
      defined({ 's3:locationconstraint': LocationConstraint }),
    ListObjects: ofListing,
    ListObjectsV2: ofListing,
    ListObjectVersions: ofListing,
    GetObject: ofExisting,
    GetObjectAttributes: ofExisting,
    GetObjectTagging: ofExisting,
    HeadObject: ofExisting,
    DeleteObject: ({ VersionId }) => defined({ 's3:VersionId': VersionId }),
    DeleteObjectTagging: ofExisting,
    PutObject: ({ Tagging }) => requestedTags(inHeader(Tagging)),
    PutObjectTagging: (input) => ({ ...ofExisting(input), ...requestedTags(input.Tagging.TagSet) }),
    CopyObject: ({ CopySource, MetadataDirective, Tagging }) => ({
      ...requestedTags(inHeader(Tagging)),
      ...defined({ 's3:x-amz-copy-source': CopySource, 's3:x-amz-metadata-directive': MetadataDirective }),
    }),
  };
}
