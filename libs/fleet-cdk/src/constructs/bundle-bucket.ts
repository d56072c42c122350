import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type BucketProps,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Holds the device bundles and the claim keys: private, encrypted, reachable over TLS only. */
export class BundleBucket extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    { encryptionKey }: { readonly encryptionKey?: IKey | undefined },
  ) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...encryptionBy(encryptionKey),
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // The claim resource empties it, once no device is left.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Access is recorded where the account records it: CloudTrail data events. A log bucket of this stack would ' +
        'outlive it, full, and hold the names of every model.',
    });
  }
}

function encryptionBy(encryptionKey: IKey | undefined): BucketProps {
  return encryptionKey === undefined
    ? { encryption: BucketEncryption.S3_MANAGED }
    : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
}
