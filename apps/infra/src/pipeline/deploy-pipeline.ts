import type { SSM } from '@aws-sdk/client-ssm';
import type { Target } from '@fleet/operator-context';
import type { Approval } from '../operator/approval';
import { bootstrapOnce } from '../operator/bootstrap';
import type { Cdk } from '../operator/cdk';
import type { PipelineConfig, PipelineSource } from './pipeline-config';
import { pipelineStackName } from './pipeline-names';

export interface PipelineDeployment {
  readonly pipeline: PipelineConfig;
  readonly target: Target;
  readonly assembly: string;
  readonly ssm: SSM;
  readonly cdk: Cdk;
  readonly approval: Approval;
  readonly say: (line: string) => void;
}

/**
 * Deploys the pipeline. After that it changes itself: each push deploys what the repository says of it.
 * @throws CdkFailedError, InterruptedError
 */
export async function deployPipeline(deployment: PipelineDeployment): Promise<void> {
  const { pipeline, target, assembly, cdk, approval, say } = deployment;
  const stack = pipelineStackName(pipeline.name);
  await bootstrapOnce(deployment);
  say(`Deploying ${stack} to ${target.description}.`);
  await cdk(['deploy', stack, '--app', assembly, '--require-approval', approval], target.environment);
  say(
    `The pipeline ${pipeline.name} deploys ${pipeline.stages.map(({ name }) => name).join(', then ')} ` +
      `on each push to ${whereOf(pipeline.source)}.`,
  );
}

function whereOf({ kind, repository, branch }: PipelineSource): string {
  const host = kind === 'codecommit' ? 'CodeCommit' : 'the connection';
  return `the branch ${branch} of ${repository} (${host})`;
}
