import { Aws, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, type FileSet } from 'aws-cdk-lib/pipelines';
import { defined } from '@fleet/optional-members';
import type { Construct } from 'constructs';
import type { BundlePaths } from '@fleet/cdk';
import { letArtifactsGo } from './artifact-bucket';
import { afterDeploy, buildAndSynthesise, buildDefaults, outputOf } from './build-steps';
import { FleetStage, type PlannedStage } from './fleet-stage';
import { acknowledgeFindings } from './nag-reasons';
import type { PipelineConfig, PipelineSource } from './pipeline-config';
import { afterDeployRoleName, pipelineStackName } from './pipeline-names';
import { stageRoleArn } from './stage-role';

export interface PlannedPipeline extends PipelineConfig {
  readonly stages: readonly PlannedStage[];
  /** Of the configuration, relative to the workspace: the pipeline's builds read it there. */
  readonly configPath: string;
  /** Where the pipeline's builds synthesise to, relative to the workspace. */
  readonly output: string;
  /** Of the cdk CLI with which the pipeline changes itself. */
  readonly cdkVersion: string;
}

export interface FleetPipelineStackProps extends StackProps {
  readonly pipeline: PlannedPipeline;
  readonly bundles: BundlePaths;
}

/** Of the program with which the CDK's builds put assets into the bucket of an account. */
const cdkAssetsVersion = '4.7.3';

/** Builds, tests and deploys on every push: one fleet after the other. */
export class FleetPipelineStack extends Stack {
  constructor(scope: Construct, id: string, { pipeline, bundles, ...props }: FleetPipelineStackProps) {
    super(scope, id, {
      description: 'Deploys fleets on push',
      ...defined({ env: pipeline.place }),
      ...props,
    });
    const source = sourceOf(this, pipeline.source);
    const crossAccountKeys = pipeline.stages.some(
      ({ place }) => place !== undefined && place.account !== this.account,
    );
    const codePipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: pipeline.name,
      synth: buildAndSynthesise(source, pipeline),
      // The key of another account's artifacts costs money, that of S3 does not.
      crossAccountKeys,
      enableKeyRotation: crossAccountKeys,
      cliVersion: pipeline.cdkVersion,
      cdkAssetsCliVersion: cdkAssetsVersion,
      publishAssetsInParallel: false,
      usePipelineRoleForActions: true,
      codeBuildDefaults: {
        ...buildDefaults,
        logging: { cloudWatch: { logGroup: this.buildLogs(pipeline.name) } },
      },
    });
    const role = this.buildRole(pipeline);
    // By its name: a stage cannot refer to what is outside of it.
    const account = pipeline.place?.account ?? Aws.ACCOUNT_ID;
    const builds = `arn:${Aws.PARTITION}:iam::${account}:role/${afterDeployRoleName(pipeline.name)}`;
    for (const stage of pipeline.stages) {
      const deployed = new FleetStage(this, stage.name, { planned: stage, bundles, builds });
      codePipeline.addStage(deployed, {
        pre: stage.approval ? [new ManualApprovalStep(`approve-${stage.name}`)] : [],
        post: [afterDeploy(source, stage, role)],
      });
    }
    codePipeline.buildPipeline();
    letArtifactsGo(codePipeline.pipeline);
    acknowledgeFindings(this, codePipeline);
  }

  /** One for all builds. CodeBuild would make one for each project, and nobody would ever delete them. */
  private buildLogs(name: string): LogGroup {
    return new LogGroup(this, 'BuildLogs', {
      logGroupName: `/aws/codebuild/${pipelineStackName(name)}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Of the builds that follow a deploy. It has a name of its own, because the roles beside the fleets trust it by name. */
  private buildRole({ name, stages }: PlannedPipeline): Role {
    const role = new Role(this, 'AfterDeploy', {
      roleName: afterDeployRoleName(name),
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
    });
    const roles = stages.map(({ place, fleet }) => stageRoleArn(this, fleet.resourceTag, place?.account));
    role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: ['sts:AssumeRole'], resources: roles }),
    );
    return role;
  }
}

function sourceOf(scope: Construct, source: PipelineSource): FileSet {
  const { repository, branch } = source;
  if (source.kind === 'connection') {
    const { connectionArn } = source;
    return outputOf(CodePipelineSource.connection(repository, branch, { connectionArn }));
  }
  return outputOf(
    CodePipelineSource.codeCommit(Repository.fromRepositoryName(scope, 'Source', repository), branch),
  );
}
