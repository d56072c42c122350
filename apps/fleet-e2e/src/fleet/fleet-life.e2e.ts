import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { S3 } from '@aws-sdk/client-s3';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { alertsTopic, fleetNames } from '@fleet/fleet-contract';
import { unpackDeviceBundle } from '@fleet/device-folder';
import {
  downloadDeviceBundle,
  ManagedProcess,
  sdkSettings,
  stackOutputs,
  startAgent,
  type Command,
  type LocalCloudProcess,
} from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { operate, startEmptyCloud, type TestCloud } from '../deployment/test-cloud';
import { eventually } from '@fleet/eventually';
import { workspaceRoot } from '../workspace';

const resourceTag = 'fleetprov';
const serial = 'e2e-0001';
const names = fleetNames(resourceTag);

/** One fleet from its first deploy to its last trace, in the order in which an operator lives through it. */
describe('a fleet', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let cloud: LocalCloudProcess;
  let device: string;
  let iot: IoT;

  beforeAll(async () => {
    testCloud = await startEmptyCloud(resources);
    ({ cloud, iot } = testCloud);
    device = join(testCloud.folder, serial);
  });

  afterAll(() => resources.dispose());

  const operator = (...command: Command) => operate(testCloud, command);
  const agent = (...command: Command) => startAgent(device, command, { resources });
  const cdk = (...command: string[]) =>
    new ManagedProcess({
      title: `cdk ${command.join(' ')}`,
      resources,
      arguments: [
        require.resolve('aws-cdk/bin/cdk'),
        ...command,
        '--app',
        join(workspaceRoot, 'dist/apps/fleet-e2e/cdk.out'),
        '--no-notices',
      ],
      environment: { ...cloud.environment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    });

  it('is deployed by the real cdk CLI, which bootstraps first', async () => {
    await operator('deploy').succeed();
    await expect(stackOutputs(cloud.endpoints, resourceTag)).resolves.toMatchObject({
      Endpoint: `${cloud.endpoints.mqtt.host}:${cloud.endpoints.mqtt.port}`,
      ProvisioningTemplate: names.provisioningTemplate,
      RotationTemplate: names.rotationTemplate,
    });
  });

  it('offers each model its bundle in the bucket', async () => {
    const zip = await downloadDeviceBundle(cloud.endpoints, { resourceTag, model: 'model-1' });
    await unpackDeviceBundle(zip, device, serial);
    expect((await stat(join(device, 'certs/bootstrap-private.pem.key'))).mode & 0o777).toBe(0o600);
  });

  it('gives a device an identity of its own for its claim', async () => {
    await agent('provision').succeed();
    const { attributes } = await iot.describeThing({ thingName: serial });
    expect(attributes).toMatchObject({
      model_type: 'model-1',
      cert_issuance: expect.stringMatching(/^\d{8}$/),
    });
    const { principals } = await iot.listThingPrincipals({ thingName: serial });
    expect(principals).toHaveLength(1);
  });

  it('talks with a device that runs', async () => {
    const running = agent('run');
    await running.line((line) => (line.includes('"listening"') ? line : undefined));
    const data = new IoTDataPlane(sdkSettings(cloud.endpoints));
    await data.publish({ topic: alertsTopic(serial), qos: 1, payload: Buffer.from('{"msg":"hello"}') });
    data.destroy();
    await expect(running.line((line) => (line.includes('hello') ? line : undefined))).resolves.toContain(
      alertsTopic(serial),
    );
    expect(await running.stop()).toBe(0);
  });

  it('gives a device a fresh certificate when the operator permits it, and retires the old one', async () => {
    const before = (await iot.listThingPrincipals({ thingName: serial })).principals ?? [];
    const registry = dynamoDbDeviceRegistry({ client: testCloud.dynamoDb, tableName: names.devicesTable });
    await registry.grantPermit(serial, 'rotate', new Date(Date.now() + 3_600_000));
    await agent('rotate').succeed();
    await eventually('certificate but the fresh one', async () => {
      const { principals = [] } = await iot.listThingPrincipals({ thingName: serial });
      return principals.length === 1 && principals[0] !== before[0] ? principals : undefined;
    });
  });

  it('does not change when it is deployed again', async () => {
    const before = await claimCertificates(iot);
    const again = operator('deploy');
    await again.succeed();
    expect([...again.stdout, ...again.stderr].join('\n')).toContain('no changes');
    expect(await claimCertificates(iot)).toEqual(before);
  });

  it('is not destroyed while a device lives off it', async () => {
    const refused = operator('destroy', '--yes');
    expect(await refused.exit()).toBe(1);
    expect(refused.stderr).toEqual([expect.stringContaining('nothing was deleted')]);
    expect(await cdk('destroy', names.stack, '--force').exit()).not.toBe(0);
    await expect(iot.describeThing({ thingName: serial })).resolves.toBeDefined();
    await agent('provision').succeed();
  });

  it('is not destroyed either by somebody who has lifted its termination protection', async () => {
    const cloudFormation = new CloudFormation(sdkSettings(cloud.endpoints));
    const stackName = names.stack;
    await cloudFormation.updateTerminationProtection({
      StackName: stackName,
      EnableTerminationProtection: false,
    });
    expect(await cdk('destroy', stackName, '--force').exit()).not.toBe(0);
    const { StackResources } = await cloudFormation.describeStackResources({ StackName: stackName });
    cloudFormation.destroy();
    const touched = StackResources?.filter(({ ResourceStatus }) => ResourceStatus?.startsWith('DELETE'));
    expect(touched).toEqual([
      expect.objectContaining({
        ResourceType: 'Custom::FleetClaims',
        ResourceStatus: 'DELETE_FAILED',
        ResourceStatusReason: expect.stringContaining('Devices of this fleet still exist'),
      }),
    ]);
    await agent('provision').succeed();
  });

  it('is decommissioned device by device, then destroyed without a trace', async () => {
    const { BucketName = '' } = await stackOutputs(cloud.endpoints, resourceTag);
    const decommission = operator('decommission', '--yes', '--json');
    await decommission.succeed();
    // The retired one is attached to nothing any more, and goes all the same.
    expect(decommission.stdout).toEqual(['{"things":1,"left":0,"certificates":2,"released":0}']);
    await expect(iot.describeThing({ thingName: serial })).rejects.toBeInstanceOf(ResourceNotFoundException);
    // By the cdk alone, though AWS IoT can keep a policy for five minutes after it was detached.
    await cdk('destroy', names.stack, '--force').succeed();
    await expectNothingLeft(cloud, iot, BucketName);
  });
});

async function claimCertificates(iot: IoT): Promise<string[]> {
  const { targets } = await iot.listTargetsForPolicy({ policyName: names.bootstrapPolicy });
  return targets ?? [];
}

async function expectNothingLeft(cloud: LocalCloudProcess, iot: IoT, bucket: string): Promise<void> {
  const cloudFormation = new CloudFormation(sdkSettings(cloud.endpoints));
  const s3 = new S3({ ...sdkSettings(cloud.endpoints), forcePathStyle: true });
  await expect(cloudFormation.describeStacks({ StackName: names.stack })).rejects.toThrow('does not exist');
  await expect(s3.headBucket({ Bucket: bucket })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
  expect((await iot.listCertificates({})).certificates).toEqual([]);
  expect((await iot.listPolicies({})).policies).toEqual([]);
  expect((await iot.listProvisioningTemplates({})).templates).toEqual([]);
  expect((await iot.listThings({})).things).toEqual([]);
  cloudFormation.destroy();
  s3.destroy();
}
