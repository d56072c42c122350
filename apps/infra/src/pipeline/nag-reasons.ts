import { Validations, type Stack } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { CodePipeline } from 'aws-cdk-lib/pipelines';
import type { IConstruct } from 'constructs';
import { explainWildcard } from '@fleet/cdk/permissions';
import { artifactBuckets } from './artifact-bucket';

function acknowledge(scope: IConstruct, finding: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

/** Why the CDK's own pipeline has what cdk-nag objects to. What is not named here fails the synthesis. */
export function acknowledgeFindings(stack: Stack, pipeline: CodePipeline): void {
  acknowledge(stack, 'CB4', 'Artifacts are encrypted with the key of the artifact bucket.');
  acknowledgeArtifacts(stack, pipeline);
  for (const project of stack.node.findAll().filter((each) => each instanceof CfnProject)) {
    explainWildcard(stack, `${logGroup(stack, project.ref)}:*`, 'A build names its log streams.');
    explainWildcard(stack, reportGroup(stack, `${project.ref}-*`), 'A build names its report groups.');
  }
  acknowledgeStepsOfTheCdk(stack, pipeline);
}

function acknowledgeArtifacts(stack: Stack, { pipeline }: CodePipeline): void {
  const grants = ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'];
  for (const action of [...grants, 'kms:ReEncrypt*', 'kms:GenerateDataKey*']) {
    acknowledge(
      stack,
      `IAM5[Action::${action}]`,
      'The CDK grants a step the artifacts of the pipeline in this way.',
    );
  }
  for (const bucket of artifactBuckets(pipeline)) {
    explainWildcard(stack, bucket.arnForObjects('*'), 'The pipeline gives each artifact its name.');
    acknowledge(
      bucket,
      'S1',
      'The bucket has artifacts of builds, which only the pipeline reads. They end after thirty days.',
    );
  }
}

/** The builds that change the pipeline itself and publish assets: the CDK writes their roles. */
function acknowledgeStepsOfTheCdk(stack: Stack, pipeline: CodePipeline): void {
  const resources = [
    '*',
    `arn:*:iam::${stack.account}:role/*`,
    logGroup(stack, '*'),
    reportGroup(stack, '*'),
  ];
  for (const scope of ['UpdatePipeline', 'Assets'].map((id) => pipeline.node.findChild(id))) {
    for (const resource of resources) {
      explainWildcard(
        scope,
        resource,
        'The CDK writes this role. It may assume the roles of the bootstrap stack, by their tags, and little else.',
      );
    }
  }
}

function logGroup({ partition, region, account }: Stack, project: string): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:/aws/codebuild/${project}`;
}

function reportGroup({ partition, region, account }: Stack, name: string): string {
  return `arn:${partition}:codebuild:${region}:${account}:report-group/${name}`;
}
