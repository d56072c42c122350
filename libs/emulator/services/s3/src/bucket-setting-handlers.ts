import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { parsePolicyDocument, PolicyDocumentError } from '@fleet/iam-policy';
import type { BucketRepository, Setting } from './bucket-repository';
import { malformedPolicy, malformedXml, noSuchSetting } from './errors';

export const versioning: Setting<s3.BucketVersioningStatus> = { name: 'versioning' };
export const encryption: Setting<s3.ServerSideEncryptionConfiguration> = { name: 'encryption' };
const policy: Setting<string> = { name: 'policy' };
const publicAccessBlock: Setting<s3.PublicAccessBlockConfiguration> = { name: 'publicAccessBlock' };
const ownershipControls: Setting<s3.OwnershipControls> = { name: 'ownershipControls' };
const tagging: Setting<s3.Tag[]> = { name: 'tagging' };
const lifecycle: Setting<s3.LifecycleRule[]> = { name: 'lifecycle' };
const cors: Setting<s3.CORSRule[]> = { name: 'cors' };
const logging: Setting<s3.LoggingEnabled> = { name: 'logging' };

/** Buckets encrypt with S3's own keys by default ("Setting default encryption", user guide). */
const defaultEncryption: s3.ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

const bucketOwner = { ID: 'local-cloud', DisplayName: 'local-cloud' };

type Handlers = ServiceHandlers<typeof s3>;

/** The operations that set, tell and clear what is configured for a bucket. */
export function bucketSettingHandlers(buckets: BucketRepository): Handlers {
  const put = <Value>(bucket: string, setting: Setting<Value>, value: Value | undefined) => {
    buckets.existing(bucket);
    if (value === undefined) {
      throw malformedXml();
    }
    buckets.saveSetting(bucket, setting, value);
    return {};
  };
  const get = <Value>(
    bucket: string,
    setting: Setting<Value>,
    missing: [code: string, message: string],
  ): Value => {
    buckets.existing(bucket);
    const value = buckets.setting(bucket, setting);
    if (value === undefined) {
      throw noSuchSetting(...missing, bucket);
    }
    return value;
  };
  const clear = (bucket: string, { name }: Setting<never>) => {
    buckets.existing(bucket);
    buckets.deleteSetting(bucket, { name });
    return {};
  };
  return {
    ...accessHandlers(buckets, { put, get, clear }),
    ...contentHandlers(buckets, { put, get, clear }),
  };
}

interface SettingAccess {
  readonly put: <Value>(bucket: string, setting: Setting<Value>, value: Value | undefined) => object;
  readonly get: <Value>(
    bucket: string,
    setting: Setting<Value>,
    missing: [code: string, message: string],
  ) => Value;
  readonly clear: (bucket: string, setting: { name: string }) => object;
}

/** Who may do what with the bucket. */
function accessHandlers(buckets: BucketRepository, { put, get, clear }: SettingAccess): Handlers {
  return {
    PutBucketPolicy: ({ Bucket, Policy }) => put(Bucket, policy, checkedPolicy(Policy)),
    GetBucketPolicy: ({ Bucket }) => ({
      Policy: get(Bucket, policy, ['NoSuchBucketPolicy', 'The bucket policy does not exist']),
    }),
    DeleteBucketPolicy: ({ Bucket }) => clear(Bucket, policy),
    PutPublicAccessBlock: ({ Bucket, PublicAccessBlockConfiguration }) =>
      put(Bucket, publicAccessBlock, PublicAccessBlockConfiguration),
    GetPublicAccessBlock: ({ Bucket }) => ({
      PublicAccessBlockConfiguration: get(Bucket, publicAccessBlock, [
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
      ]),
    }),
    DeletePublicAccessBlock: ({ Bucket }) => clear(Bucket, publicAccessBlock),
    PutBucketOwnershipControls: ({ Bucket, OwnershipControls }) =>
      put(Bucket, ownershipControls, OwnershipControls),
    GetBucketOwnershipControls: ({ Bucket }) => ({
      OwnershipControls: get(Bucket, ownershipControls, [
        'OwnershipControlsNotFoundError',
        'The bucket ownership controls were not found',
      ]),
    }),
    DeleteBucketOwnershipControls: ({ Bucket }) => clear(Bucket, ownershipControls),
    GetBucketAcl: ({ Bucket }) => {
      buckets.existing(Bucket);
      const Grantee = { Type: 'CanonicalUser' as const, ...bucketOwner };
      return { Owner: bucketOwner, Grants: [{ Grantee, Permission: 'FULL_CONTROL' }] };
    },
    PutBucketCors: ({ Bucket, CORSConfiguration }) => put(Bucket, cors, CORSConfiguration.CORSRules),
    GetBucketCors: ({ Bucket }) => ({
      CORSRules: get(Bucket, cors, ['NoSuchCORSConfiguration', 'The CORS configuration does not exist']),
    }),
    DeleteBucketCors: ({ Bucket }) => clear(Bucket, cors),
  };
}

/** What becomes of the objects in the bucket. */
function contentHandlers(buckets: BucketRepository, { put, get, clear }: SettingAccess): Handlers {
  return {
    PutBucketVersioning: ({ Bucket, VersioningConfiguration }) =>
      put(Bucket, versioning, VersioningConfiguration.Status),
    GetBucketVersioning: ({ Bucket }) => {
      buckets.existing(Bucket);
      const status = buckets.setting(Bucket, versioning);
      return status === undefined ? {} : { Status: status };
    },
    PutBucketEncryption: ({ Bucket, ServerSideEncryptionConfiguration }) =>
      put(Bucket, encryption, ServerSideEncryptionConfiguration),
    GetBucketEncryption: ({ Bucket }) => {
      buckets.existing(Bucket);
      return { ServerSideEncryptionConfiguration: buckets.setting(Bucket, encryption) ?? defaultEncryption };
    },
    DeleteBucketEncryption: ({ Bucket }) => clear(Bucket, encryption),
    PutBucketTagging: ({ Bucket, Tagging }) => put(Bucket, tagging, Tagging.TagSet),
    GetBucketTagging: ({ Bucket }) => ({
      TagSet: get(Bucket, tagging, ['NoSuchTagSet', 'The TagSet does not exist']),
    }),
    DeleteBucketTagging: ({ Bucket }) => clear(Bucket, tagging),
    PutBucketLifecycleConfiguration: ({ Bucket, LifecycleConfiguration }) =>
      put(Bucket, lifecycle, LifecycleConfiguration?.Rules),
    GetBucketLifecycleConfiguration: ({ Bucket }) => ({
      Rules: get(Bucket, lifecycle, [
        'NoSuchLifecycleConfiguration',
        'The lifecycle configuration does not exist',
      ]),
    }),
    DeleteBucketLifecycle: ({ Bucket }) => clear(Bucket, lifecycle),
    PutBucketLogging: ({ Bucket, BucketLoggingStatus }) =>
      BucketLoggingStatus.LoggingEnabled === undefined
        ? clear(Bucket, logging)
        : put(Bucket, logging, BucketLoggingStatus.LoggingEnabled),
    GetBucketLogging: ({ Bucket }) => {
      buckets.existing(Bucket);
      const enabled = buckets.setting(Bucket, logging);
      return enabled === undefined ? {} : { LoggingEnabled: enabled };
    },
  };
}

/** The policy of a bucket, if it has one. */
export function bucketPolicy(buckets: BucketRepository, bucket: string): string | undefined {
  return buckets.setting(bucket, policy);
}

function checkedPolicy(document: string): string {
  try {
    parsePolicyDocument(document, 'resource');
    return document;
  } catch (error) {
    throw error instanceof PolicyDocumentError ? malformedPolicy(error.message) : error;
  }
}
