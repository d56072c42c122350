import { CloudFormationServiceException, type CloudFormation } from '@aws-sdk/client-cloudformation';
import { paginateListObjectsV2, type S3 } from '@aws-sdk/client-s3';
import type { Target } from '@fleet/operator-context';
import type { Cdk } from '../operator/cdk';
import { pipelineStacks, type AssembledStack } from './pipeline-assembly';
import type { PipelineConfig } from './pipeline-config';
import { pipelineStackName } from './pipeline-names';

/** Clients of one region. */
export interface RegionalClients {
  readonly cloudFormation: CloudFormation;
  readonly s3: S3;
}

export interface PipelineDestruction {
  readonly pipeline: PipelineConfig;
  readonly target: Target;
  readonly assembly: string;
  /** @param region that of the operator, when absent */
  readonly clients: (region?: string) => RegionalClients;
  readonly cdk: Cdk;
  readonly say: (line: string) => void;
}

/**
 * Deletes the pipeline, its artifacts, and the roles beside the fleets. The fleets stay as they are. Safe to repeat.
 * @throws CdkFailedError, InterruptedError
 */
export async function destroyPipeline(destruction: PipelineDestruction): Promise<void> {
  const { pipeline, target, assembly, clients, cdk, say } = destruction;
  const stack = pipelineStackName(pipeline.name);
  for (const each of pipelineStacks(assembly)) {
    await emptyBuckets(each, clients(each.region), say);
  }
  const roles = pipeline.stages.map(({ name }) => `${stack}/${name}/pipeline-access`);
  await cdk(['destroy', '*', ...roles, '--app', assembly, '--force'], target.environment);
  say(
    `${stack} is deleted. The fleets that it has deployed are still there: ` +
      'npx nx run infra:decommission and infra:destroy remove one, with its FLEET_CONFIG.',
  );
}

/** CloudFormation deletes no bucket that has something in it. */
async function emptyBuckets(
  { name }: AssembledStack,
  { cloudFormation, s3 }: RegionalClients,
  say: (line: string) => void,
): Promise<void> {
  for (const bucket of await bucketsOf(name, cloudFormation)) {
    let deleted = 0;
    for await (const { Contents: objects = [] } of paginateListObjectsV2(
      { client: s3 },
      { Bucket: bucket },
    )) {
      const keys = objects.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
      if (keys.length > 0) {
        await s3.deleteObjects({ Bucket: bucket, Delete: { Objects: keys, Quiet: true } });
        deleted += keys.length;
      }
    }
    say(`Deleted ${deleted} artifacts of the pipeline from ${bucket}.`);
  }
}

async function bucketsOf(stack: string, cloudFormation: CloudFormation): Promise<readonly string[]> {
  try {
    const { StackResources: resources = [] } = await cloudFormation.describeStackResources({
      StackName: stack,
    });
    return resources
      .filter(
        ({ ResourceType: type, ResourceStatus: status }) =>
          type === 'AWS::S3::Bucket' && status !== 'DELETE_COMPLETE',
      )
      .flatMap(({ PhysicalResourceId: id }) => (id === undefined ? [] : [id]));
  } catch (error) {
    // There is no such stack: it was never deployed, or is deleted already.
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') {
      return [];
    }
    throw error;
  }
}
