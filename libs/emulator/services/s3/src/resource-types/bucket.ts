import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, bool, int, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const encryptionRule = z.strictObject({
  BucketKeyEnabled: bool.optional(),
  ServerSideEncryptionByDefault: z
    .strictObject({
      SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
      KMSMasterKeyID: z.string().optional(),
    })
    .optional(),
});
const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().default(''),
  ExpirationInDays: int.optional(),
  NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: int }).optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: int }).optional(),
});
const schema = z.strictObject({
  BucketName: z.string().optional(),
  AccessControl: z.literal('Private').optional(),
  BucketEncryption: z.strictObject({ ServerSideEncryptionConfiguration: z.array(encryptionRule) }).optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: bool.optional(),
      BlockPublicPolicy: bool.optional(),
      IgnorePublicAcls: bool.optional(),
      RestrictPublicBuckets: bool.optional(),
    })
    .optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(
        z.strictObject({
          ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
        }),
      ),
    })
    .optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::S3::Bucket. A bucket that holds objects cannot be deleted. */
export function s3Bucket(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ BucketName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 63, lowercase: true });
  return {
    typeName: 'AWS::S3::Bucket',
    replaceOn: ['BucketName'],
    schema,
    harmless: [{ properties: 'AccessControl', because: 'only Private is taken, which is the default' }],
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const bucket = nameOf(properties, context);
      await (await clients.s3()).createBucket({ Bucket: bucket, ...(await locationOf(context)) });
      await afterCreating(bucket, () => configure(clients, bucket, properties, context));
      return { physicalId: bucket, attributes: attributesOf(bucket, context) };
    },
    update: async (properties, _previous, bucket, context) => {
      await configure(clients, bucket, properties, context);
      return { physicalId: bucket, attributes: attributesOf(bucket, context) };
    },
    delete: async (bucket) => unlessGone((await clients.s3()).deleteBucket({ Bucket: bucket })),
  };
}

/** Every region but the first is named when a bucket is made (API_CreateBucket). */
async function locationOf({ region }: ResourceContext) {
  const { BucketLocationConstraint } = await import('@aws-sdk/client-s3');
  const LocationConstraint = Object.values(BucketLocationConstraint).find((name) => name === region);
  return LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } };
}

function attributesOf(bucket: string, { partition, region }: ResourceContext): Record<string, string> {
  return {
    Arn: `arn:${partition}:s3:::${bucket}`,
    DomainName: `${bucket}.s3.amazonaws.com`,
    RegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
  };
}

/** Sets what the properties say, and clears what they no longer say. */
async function configure(
  clients: OwnClients,
  Bucket: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const s3 = await clients.s3();
  const {
    BucketEncryption: encryption,
    PublicAccessBlockConfiguration,
    VersioningConfiguration,
  } = properties;
  const { LifecycleConfiguration: lifecycle, OwnershipControls } = properties;
  await (encryption === undefined
    ? s3.deleteBucketEncryption({ Bucket })
    : s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: encryptionRules(encryption) },
      }));
  await (PublicAccessBlockConfiguration === undefined
    ? s3.deletePublicAccessBlock({ Bucket })
    : s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration }));
  await setVersioning(clients, Bucket, VersioningConfiguration);
  await (lifecycle === undefined
    ? s3.deleteBucketLifecycle({ Bucket })
    : s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: { Rules: lifecycleRules(lifecycle) },
      }));
  await (OwnershipControls === undefined
    ? s3.deleteBucketOwnershipControls({ Bucket })
    : s3.putBucketOwnershipControls({ Bucket, OwnershipControls }));
  const TagSet = tagList(properties.Tags, context);
  await (TagSet.length === 0
    ? s3.deleteBucketTagging({ Bucket })
    : s3.putBucketTagging({ Bucket, Tagging: { TagSet: [...TagSet] } }));
}

/** A bucket that has once kept versions cannot forget them; it can only stop. */
async function setVersioning(
  clients: OwnClients,
  Bucket: string,
  wanted: Properties['VersioningConfiguration'],
): Promise<void> {
  const s3 = await clients.s3();
  const { Status: present } = await s3.getBucketVersioning({ Bucket });
  const Status = wanted?.Status ?? (present === undefined ? undefined : 'Suspended');
  if (Status !== undefined) {
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });
  }
}

function encryptionRules({
  ServerSideEncryptionConfiguration: rules,
}: NonNullable<Properties['BucketEncryption']>) {
  return rules.map(({ BucketKeyEnabled, ServerSideEncryptionByDefault }) => ({
    BucketKeyEnabled,
    ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
  }));
}

function lifecycleRules({ Rules: rules }: NonNullable<Properties['LifecycleConfiguration']>) {
  return rules.map(({ Id, Status, Prefix, ExpirationInDays: days, ...actions }) => ({
    ID: Id,
    Status,
    Filter: { Prefix },
    Expiration: days === undefined ? undefined : { Days: days },
    ...actions,
  }));
}
