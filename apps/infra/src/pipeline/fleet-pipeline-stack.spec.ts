import { Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Specification } from '@fleet/cloudformation-specification';
import * as z from 'zod';
import { synthesiseBySchemas } from '@fleet/cdk/testing';
import { FleetStacks } from '../testing/fleet-stacks';
import { pipelineStack, plannedStage } from '../testing/pipelines';
import type { PlannedPipeline } from './fleet-pipeline-stack';

const resources = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const buildSpec = z.object({
  phases: z.object({
    install: z.object({ commands: z.array(z.string()) }),
    build: z.object({ commands: z.array(z.string()) }),
  }),
});

describe('the pipeline’s stack', () => {
  let fleets: FleetStacks;
  const of = (change: Partial<PlannedPipeline> = {}) =>
    pipelineStack(fleets.bundles, { outdir: fleets.outdir(), change });
  let template: Template;

  beforeAll(() => {
    fleets = new FleetStacks();
    template = Template.fromStack(of());
  });
  afterAll(() => fleets.remove());

  const actions = (): readonly unknown[] => {
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    const { Stages: stages } = z
      .object({
        Stages: z.array(
          z.object({
            Name: z.string(),
            Actions: z.array(z.object({ Name: z.string(), RunOrder: z.number() })),
          }),
        ),
      })
      .parse(pipeline?.['Properties']);
    return stages.map(({ Name: name, Actions: all }) => [
      name,
      all.sort((one, other) => one.RunOrder - other.RunOrder).map(({ Name: action }) => action),
    ]);
  };

  /** What a build of this description runs. */
  const commandsOf = (description: string): readonly string[] => {
    const found = template.findResources('AWS::CodeBuild::Project', {
      Properties: { Description: Match.stringLikeRegexp(description) },
    });
    const [project] = Object.values(found);
    const source = z.object({ Source: z.object({ BuildSpec: z.string() }) }).parse(project?.['Properties']);
    const { install, build } = buildSpec.parse(JSON.parse(source.Source.BuildSpec)).phases;
    return [...install.commands, ...build.commands];
  };

  it('has nothing that cdk-nag’s AwsSolutions rules or CloudFormation’s schemas object to', () => {
    expect(() => synthesiseBySchemas(of())).not.toThrow();
  });

  it('has properties that are known to AWS’s published specification, and all that are required', async () => {
    const specification = await Specification.load();
    const { Resources } = resources.parse(template.toJSON());
    const faults = Object.entries(Resources).flatMap(([id, { Type: type, Properties: properties }]) =>
      specification.faultsOf(type, properties).map(({ path, is }) => `${id} (${type}): ${path} is ${is}`),
    );
    expect(Object.keys(Resources).length).toBeGreaterThan(15);
    expect(faults).toEqual([]);
  });

  it('tests what it deploys, changes itself, and deploys one fleet after the other', () => {
    expect(actions()).toEqual([
      ['Source', ['fleet']],
      ['Build', ['Synth']],
      ['UpdatePipeline', ['SelfMutate']],
      ['Assets', ['FileAssets']],
      [
        'staging',
        [
          ...['pipeline-access.Prepare', 'fleet.Prepare', 'pipeline-access.Deploy', 'fleet.Deploy'],
          'after-staging',
        ],
      ],
      [
        'production',
        [
          'approve-production',
          ...['fleetprov-fleet.Prepare', 'fleetprov-pipeline-access.Prepare'],
          ...['fleetprov-fleet.Deploy', 'fleetprov-pipeline-access.Deploy'],
          'after-production',
        ],
      ],
    ]);
  });

  it('installs, tests without a cache, and synthesises, as a developer does', () => {
    expect(commandsOf('Synth$')).toEqual(['npm ci', 'npm test', 'npx nx run infra:synth-pipeline']);
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Description: Match.stringLikeRegexp('Synth$'),
      Environment: {
        EnvironmentVariables: Match.arrayWith([
          { Name: 'NX_SKIP_NX_CACHE', Type: 'PLAINTEXT', Value: 'true' },
          { Name: 'PIPELINE_CONFIG', Type: 'PLAINTEXT', Value: 'apps/infra/pipeline.config.json' },
        ]),
      },
    });
  });

  it('tests a fleet with a device only if the stage has a smoke test', () => {
    const commands = (stage: string) =>
      commandsOf(`after-${stage}$`).filter((each) => each.includes('nx run'));
    const afterDeploy = 'npx nx run infra:after-deploy -- --profile fleet-stage';
    const smokeTest = "npx nx run infra:smoke-test -- --profile fleet-stage --serial 'SMOKE-TEST'";
    expect(commands('staging')).toEqual([afterDeploy, smokeTest]);
    expect(commands('production')).toEqual([afterDeploy]);
  });

  it('leaves nothing behind: artifacts end, and bucket and logs go with it', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 30 }] } },
    });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
    template.allResourcesProperties('AWS::CodeBuild::Project', {
      LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: Match.anyValue() } },
    });
  });

  it('deploys each fleet as infra:deploy does: the same stack name, the same ids, the same template', () => {
    const byHand = Template.fromStack(fleets.of({ resourceTag: 'staging' })).toJSON();
    const stack = fleetIn(of(), 'staging', 'staging-fleet');
    expect(stack.stackName).toBe('staging-fleet');
    expect(Template.fromStack(stack).toJSON()).toEqual(byHand);
  });

  it('lets the builds after a deploy assume the roles beside its fleets, and those trust nobody else', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Resource: ['staging', 'fleetprov'].map((tag) => ({
              'Fn::Join': ['', Match.arrayWith([`:role/${tag}_pipeline`])],
            })),
          },
        ]),
      },
    });
    Template.fromStack(fleetIn(of(), 'staging', 'pipeline-access')).hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'staging_pipeline',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([':role/fleet_after_deploy'])] } },
          },
        ],
      },
    });
  });

  it('reaches other accounts with artifacts that they can decrypt, and takes its key with it', () => {
    const place = { account: '111111111111', region: 'eu-central-1' };
    const other = { account: '222222222222', region: 'eu-central-1' };
    const across = Template.fromStack(
      of({ place, stages: [plannedStage({ name: 'production', place: other })] }),
    );
    across.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Delete',
      Properties: { EnableKeyRotation: true },
    });
    across.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() } },
        ],
      },
    });
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  it('takes the buckets of other regions with it, too', () => {
    const place = { account: '111111111111', region: 'eu-central-1' };
    const other = { ...place, region: 'us-east-1' };
    const pipeline = of({ place, stages: [plannedStage({ name: 'production', place: other })] });
    const support = pipeline.node.root.node.children
      .filter(Stack.isStack)
      .find(({ region }) => region === 'us-east-1');
    if (support === undefined) {
      throw new Error('the pipeline has no stack in us-east-1');
    }
    Template.fromStack(support).hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 30 }] } },
    });
  });

  it('takes its code from a connection, too', () => {
    const connectionArn = 'arn:aws:codeconnections:eu-central-1:111111111111:connection/1';
    const source = { kind: 'connection', repository: 'acme/fleet', branch: 'main', connectionArn } as const;
    Template.fromStack(of({ source })).hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: Match.arrayWith([
        Match.objectLike({
          Name: 'Source',
          Actions: [
            Match.objectLike({
              Configuration: Match.objectLike({
                ConnectionArn: connectionArn,
                FullRepositoryId: 'acme/fleet',
                BranchName: 'main',
              }),
            }),
          ],
        }),
      ]),
    });
  });
});

/** A stack of one of the pipeline's stages. */
function fleetIn(pipeline: Stack, stage: string, stack: string): Stack {
  const found = pipeline.node.findChild(stage).node.findChild(stack);
  if (!Stage.isStage(found.node.scope) || !Stack.isStack(found)) {
    throw new Error(`${stage} has no stack ${stack}`);
  }
  return found;
}
