import type * as sdk from '@aws-sdk/client-s3';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';
import { readCopySource } from './copy-source';

interface ObjectReference {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

const ofBucket = ({ Bucket: bucket }: { Bucket: string }) => ({ bucket });
const ofObject = ({ Bucket, Key }: ObjectReference) => ({ object: `${Bucket}/${Key}` });

/** One action is for an object, another one for a version of it. */
const current = (input: ObjectReference) => (input.VersionId === undefined ? ofObject(input) : undefined);
const version = (input: ObjectReference) => (input.VersionId === undefined ? undefined : ofObject(input));
const objects = (references: readonly ObjectReference[]) =>
  references.length === 0 ? undefined : { object: references.map(({ Bucket, Key }) => `${Bucket}/${Key}`) };

const ofRead = (input: ObjectReference) => ({
  byAction: { 's3:GetObject': current(input), 's3:GetObjectVersion': version(input) },
});

const ofCopy = (input: ObjectReference & { readonly CopySource: string }) => {
  const source = readCopySource(input.CopySource);
  const { Bucket, Key } = input;
  return {
    byAction: {
      's3:GetObject': current(source),
      's3:GetObjectVersion': version(source),
      's3:PutObject': ofObject({ Bucket, Key }),
    },
  };
};

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  AbortMultipartUpload: ofObject,
  CompleteMultipartUpload: ofObject,
  CopyObject: ofCopy,
  CreateBucket: ofBucket,
  CreateMultipartUpload: ofObject,
  DeleteBucket: ofBucket,
  DeleteBucketCors: ofBucket,
  DeleteBucketEncryption: ofBucket,
  DeleteBucketLifecycle: ofBucket,
  DeleteBucketOwnershipControls: ofBucket,
  DeleteBucketPolicy: ofBucket,
  DeleteBucketTagging: ofBucket,
  DeleteObject: (input) => ({
    byAction: { 's3:DeleteObject': current(input), 's3:DeleteObjectVersion': version(input) },
  }),
  DeleteObjects: ({ Bucket, Delete }) => {
    const all = Delete.Objects.map(({ Key, VersionId }) => ({ Bucket, Key, VersionId }));
    return {
      byAction: {
        's3:DeleteObject': objects(all.filter(({ VersionId }) => VersionId === undefined)),
        's3:DeleteObjectVersion': objects(all.filter(({ VersionId }) => VersionId !== undefined)),
      },
    };
  },
  DeleteObjectTagging: (input) => ({
    byAction: { 's3:DeleteObjectTagging': current(input), 's3:DeleteObjectVersionTagging': version(input) },
  }),
  DeletePublicAccessBlock: ofBucket,
  GetBucketAcl: ofBucket,
  GetBucketCors: ofBucket,
  GetBucketEncryption: ofBucket,
  GetBucketLifecycleConfiguration: ofBucket,
  GetBucketLocation: ofBucket,
  GetBucketLogging: ofBucket,
  GetBucketOwnershipControls: ofBucket,
  GetBucketPolicy: ofBucket,
  GetBucketTagging: ofBucket,
  GetBucketVersioning: ofBucket,
  GetObject: ofRead,
  GetObjectAttributes: (input) => ({
    byAction: {
      's3:GetObject': current(input),
      's3:GetObjectAttributes': current(input),
      's3:GetObjectVersion': version(input),
      's3:GetObjectVersionAttributes': version(input),
    },
  }),
  GetObjectTagging: (input) => ({
    byAction: { 's3:GetObjectTagging': current(input), 's3:GetObjectVersionTagging': version(input) },
  }),
  GetPublicAccessBlock: ofBucket,
  HeadBucket: ofBucket,
  HeadObject: ofRead,
  ListMultipartUploads: ofBucket,
  ListObjects: ofBucket,
  ListObjectsV2: ofBucket,
  ListObjectVersions: ofBucket,
  ListParts: ofObject,
  PutBucketCors: ofBucket,
  PutBucketEncryption: ofBucket,
  PutBucketLifecycleConfiguration: ofBucket,
  PutBucketLogging: ofBucket,
  PutBucketOwnershipControls: ofBucket,
  PutBucketPolicy: ofBucket,
  PutBucketTagging: ofBucket,
  PutBucketVersioning: ofBucket,
  PutObject: (input) => ({
    byAction: {
      's3:PutObject': ofObject(input),
      's3:PutObjectTagging': input.Tagging === undefined ? undefined : ofObject(input),
    },
  }),
  PutObjectTagging: (input) => ({
    byAction: { 's3:PutObjectTagging': current(input), 's3:PutObjectVersionTagging': version(input) },
  }),
  PutPublicAccessBlock: ofBucket,
  UploadPart: ofObject,
  UploadPartCopy: ofCopy,
};
