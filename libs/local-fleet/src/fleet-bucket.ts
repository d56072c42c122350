import assert from 'node:assert/strict';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { fleetNames, modelObjectKeys } from '@fleet/fleet-contract';
import type { LocalEndpoints } from '@fleet/local-endpoints';

export type StackOutputs = Readonly<Record<string, string>>;

/** The stack does not have what it should. */
export class StackIncompleteError extends Error {
  override readonly name = 'StackIncompleteError';
}

/** @returns settings with which any AWS SDK client talks to this local-cloud */
export function sdkSettings(endpoints: LocalEndpoints) {
  const { aws: endpoint, region, credentials } = endpoints;
  // Whatever the user's shell says of AWS: with either, the SDK refuses an endpoint of one's own.
  return { endpoint, region, credentials, useFipsEndpoint: false, useDualstackEndpoint: false };
}

/** The outputs of the fleet's stack, by their names. */
export async function stackOutputs(endpoints: LocalEndpoints, resourceTag: string): Promise<StackOutputs> {
  const cloudFormation = new CloudFormation(sdkSettings(endpoints));
  try {
    const { Stacks } = await cloudFormation.describeStacks({ StackName: fleetNames(resourceTag).stack });
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey, OutputValue }) => {
        assert(OutputKey !== undefined && OutputValue !== undefined, 'An output has a name and a value');
        return [OutputKey, OutputValue];
      }),
    );
  } finally {
    cloudFormation.destroy();
  }
}

/**
 * Downloads a model's client.zip through S3.
 * @throws StackIncompleteError
 */
export async function downloadDeviceBundle(
  endpoints: LocalEndpoints,
  fleet: { resourceTag: string; model: string },
): Promise<Uint8Array> {
  const { BucketName } = await stackOutputs(endpoints, fleet.resourceTag);
  if (BucketName === undefined) {
    throw new StackIncompleteError('The stack has no output BucketName: deploy it first');
  }
  return downloadModelBundle(endpoints, { bucket: BucketName, model: fleet.model });
}

/**
 * The same out of a bucket that is known, as that of a fleet in a stack of somebody's own.
 * @throws StackIncompleteError
 */
export async function downloadModelBundle(
  endpoints: LocalEndpoints,
  { bucket, model }: { bucket: string; model: string },
): Promise<Uint8Array> {
  const s3 = new S3({ ...sdkSettings(endpoints), forcePathStyle: true });
  try {
    const { Body } = await s3.getObject({ Bucket: bucket, Key: modelObjectKeys(model).clientZip });
    if (Body === undefined) {
      throw new StackIncompleteError(`${bucket} has no bundle for ${model}`);
    }
    return await Body.transformToByteArray();
  } finally {
    s3.destroy();
  }
}
