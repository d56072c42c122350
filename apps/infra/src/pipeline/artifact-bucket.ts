import { RemovalPolicy } from 'aws-cdk-lib';
import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';

/** Days after which nobody needs an artifact any more: a deploy may wait for its approval that long. */
const keptDays = 30;

/** The buckets in which the pipeline's steps hand things to each other: its own, and one in each other region. */
export function artifactBuckets({ artifactBucket, crossRegionSupport }: Pipeline): readonly IBucket[] {
  return [
    artifactBucket,
    ...Object.values(crossRegionSupport).map(({ replicationBucket }) => replicationBucket),
  ];
}

/**
 * Has the pipeline's buckets go with it, and keep nothing for ever. The CDK would retain them with their keys.
 */
export function letArtifactsGo(pipeline: Pipeline): void {
  for (const each of artifactBuckets(pipeline)) {
    const bucket = each.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) {
      throw new Error(`The pipeline did not make its bucket ${each.node.path} itself.`);
    }
    bucket.lifecycleConfiguration = { rules: [{ status: 'Enabled', expirationInDays: keptDays }] };
    each.applyRemovalPolicy(RemovalPolicy.DESTROY);
    each.encryptionKey?.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
}
