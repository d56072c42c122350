import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames } from '@fleet/fleet-contract';
import { ManagedProcess, sdkSettings } from '@fleet/local-fleet';
import { defined } from '@fleet/optional-members';
import { ResourceStack } from '@fleet/resource-stack';
import { startEmptyCloud, type TestCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';
import { serveContainerCredentials } from './container-credentials';
import { exportTree } from './exported-tree';
import { buildOf, type PipelineBuild } from './pipeline-builds';

const names = fleetNames('fleetprov-stg');
const stack = 'fleet-pipeline';

/**
 * No CodePipeline runs here. So this runs what its builds run, taken from the synthesised template, in a tree without
 * Git, against local-cloud; and has the real cdk deploy what its deploy action would.
 */
describe('the pipeline', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let tree: string;
  let home: string;
  let assembly: string;
  const place = () => {
    const { accountId: account, region } = testCloud.cloud.endpoints;
    return { account, region };
  };

  beforeAll(async () => {
    testCloud = await startEmptyCloud(resources);
    tree = await folder('fleet-pipeline-');
    // Beside the tree: cdk keeps what it likes in it, which npm test would look at.
    home = await folder('fleet-pipeline-home-');
    exportTree(tree);
    assembly = join(tree, 'dist', 'apps', 'infra', 'pipeline.out');
    trustLocalCloud();
  });
  afterAll(() => resources.dispose());

  const folder = (prefix: string): Promise<string> =>
    resources.acquire(
      () => mkdtemp(join(tmpdir(), prefix)),
      (made) => rm(made, { recursive: true }),
    );

  /** On AWS devices trust Amazon's roots; here that of local-cloud. */
  const trustLocalCloud = (): void => {
    copyFileSync(testCloud.cloud.endpoints.rootCa, join(tree, 'apps', 'infra', 'root-ca.pem'));
    const path = join(tree, 'apps', 'infra', 'fleet.staging.config.json');
    const config: unknown = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, `${JSON.stringify({ ...Object(config), rootCa: 'root-ca.pem' }, null, 2)}\n`);
  };

  const build = ({ commands, environment }: PipelineBuild, container: NodeJS.ProcessEnv): ManagedProcess =>
    new ManagedProcess({
      title: commands.join('; '),
      resources,
      program: 'sh',
      arguments: ['-e', '-c', commands.join('\n')],
      cwd: tree,
      environment: { ...shell(), ...container, ...environment },
    });

  /** A build has no terminal, no home of ours and no Nx around it. */
  const shell = (): NodeJS.ProcessEnv => defined({ PATH: process.env['PATH'], HOME: home, CI: 'true' });

  const cdk = (...words: string[]): ManagedProcess =>
    new ManagedProcess({
      title: `cdk ${words.join(' ')}`,
      resources,
      arguments: [require.resolve('aws-cdk/bin/cdk'), ...words, '--app', assembly, '--no-notices'],
      environment: { ...testCloud.cloud.environment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    });

  it('installs, tests and synthesises in a tree without Git', async () => {
    // The pipeline that stands was synthesised from the same tree. Here its first build has not run yet.
    const synthesis = new ManagedProcess({
      title: 'synth-pipeline',
      resources,
      arguments: [join(workspaceRoot, 'dist/apps/infra/program/synth-pipeline.js')],
      cwd: workspaceRoot,
      environment: shell(),
    });
    await synthesis.succeed();
    const standing = join(workspaceRoot, 'dist', 'apps', 'infra', 'pipeline.out');
    await build(buildOf(standing, 'Synth', place()), {}).succeed();
  });

  it('deploys the staging fleet, and the role beside it', async () => {
    await roleOfBuilds();
    const { account, region } = place();
    await cdk('bootstrap', `aws://${account}/${region}`).succeed();
    await cdk('deploy', `${stack}/staging/*`, '--require-approval', 'never').succeed();
    const cloudFormation = new CloudFormation(sdkSettings(testCloud.cloud.endpoints));
    const { Stacks: stacks = [] } = await cloudFormation.describeStacks({ StackName: names.stack });
    cloudFormation.destroy();
    expect(stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE' }]);
  });

  it('looks after the fleet, and provisions, rotates and removes a device, with the role of its builds', async () => {
    const container = await containerOfBuilds();
    const afterStaging = build(buildOf(assembly, 'after-staging', place()), container);
    await afterStaging.succeed();
    const printed = [...afterStaging.stdout, ...afterStaging.stderr].join('\n');
    expect(printed).toContain('SMOKE-TEST was provisioned in');
    expect(printed).toContain('SMOKE-TEST has rotated in');
    expect(printed).toContain('Removed SMOKE-TEST again.');
  });

  it('leaves nothing of that device', async () => {
    const { iot, dynamoDb } = testCloud;
    const registry = dynamoDbDeviceRegistry({ client: dynamoDb, tableName: names.devicesTable });
    expect(await registry.find('SMOKE-TEST')).toBeUndefined();
    expect(await iot.listThings({})).toMatchObject({ things: [] });
    expect(await iot.listTargetsForPolicy({ policyName: names.productionPolicy })).toMatchObject({
      targets: [],
    });
  });

  /** The role of the builds, as the pipeline's own stack makes it: the roles beside the fleets trust it. */
  const roleOfBuilds = async (): Promise<void> => {
    const { account } = place();
    const iam = new IAM(sdkSettings(testCloud.cloud.endpoints));
    await iam.createRole({
      RoleName: 'fleet_after_deploy',
      AssumeRolePolicyDocument: policy({
        Action: 'sts:AssumeRole',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
      }),
    });
    await iam.putRolePolicy({
      RoleName: 'fleet_after_deploy',
      PolicyName: 'assume',
      PolicyDocument: policy({
        Action: 'sts:AssumeRole',
        Resource: `arn:aws:iam::${account}:role/${names.resourceTag}_pipeline`,
      }),
    });
    iam.destroy();
  };

  const containerOfBuilds = async (): Promise<NodeJS.ProcessEnv> => {
    const { endpoints } = testCloud.cloud;
    const sts = new STS(sdkSettings(endpoints));
    const { Credentials: credentials } = await sts.assumeRole({
      RoleArn: `arn:aws:iam::${place().account}:role/fleet_after_deploy`,
      RoleSessionName: 'build',
    });
    sts.destroy();
    assert(credentials !== undefined, 'A session has credentials');
    return { AWS_ENDPOINT_URL: endpoints.aws, ...(await serveContainerCredentials(resources, credentials)) };
  };
});

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}
