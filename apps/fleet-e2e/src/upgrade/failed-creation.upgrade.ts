import { join } from 'node:path';
import { fleetNames } from '@fleet/fleet-contract';
import { stackOutputs } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { operate, startEmptyCloud, type TestCloud } from '../deployment/test-cloud';
import { CloudFaults } from '../faults/cloud-faults';
import { workspaceRoot } from '../workspace';
import { Assembly } from './assembly';
import { FleetStackInCloud } from './fleet-stack';

/** The calls by which CloudFormation makes what has a name of the fleet's own, and how many of each it makes. */
const named: readonly (readonly [point: string, type: string])[] = [
  ['api:dynamodb:CreateTable', 'AWS::DynamoDB::Table'],
  ['api:iot:CreatePolicy', 'AWS::IoT::Policy'],
  ['api:iot:CreateThingGroup', 'AWS::IoT::ThingGroup'],
  ['api:iot:CreateProvisioningTemplate', 'AWS::IoT::ProvisioningTemplate'],
  ['api:iot:CreateTopicRule', 'AWS::IoT::TopicRule'],
  ['api:lambda:CreateFunction', 'AWS::Lambda::Function'],
  ['api:logs:CreateLogGroup', 'AWS::Logs::LogGroup'],
  ['api:scheduler:CreateScheduleGroup', 'AWS::Scheduler::ScheduleGroup'],
  ['api:scheduler:CreateSchedule', 'AWS::Scheduler::Schedule'],
];
const custom = ['api:iot:DescribeEndpoint', 'api:iot:GetIndexingConfiguration', 'api:iot:ListPolicyVersions'];
const say = (line: string) => void process.stderr.write(`${line}\n`);

describe('a fleet whose first deploy fails', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let today: Assembly;
  let stack: FleetStackInCloud;
  let faults: CloudFaults;

  beforeAll(async () => {
    testCloud = await startEmptyCloud(resources);
    const { cloud } = testCloud;
    today = await Assembly.read(join(workspaceRoot, 'dist/apps/fleet-e2e/cdk.out'));
    stack = new FleetStackInCloud(cloud, fleetNames('fleetprov').stack);
    faults = new CloudFaults(cloud);
    await today.publish(cloud);
    await stack.delete();
  });
  afterAll(() => resources.dispose());

  it('leaves no name behind, whatever could not be made, and is made by the next', async () => {
    const types = Object.values(today.template.Resources).map(({ Type: type }) => type);
    const points = [
      ...named.flatMap(([point, type]) =>
        // The first and the last of each type: those between are made like these.
        [...new Set([1, types.filter((each) => each === type).length])].map((from) => ({ point, from })),
      ),
      ...custom.map((point) => ({ point, from: 1 })),
    ];
    for (const [index, { point, from }] of points.entries()) {
      await faults.add(
        point,
        'fail',
        '--from',
        String(from),
        ...['--code', 'InvalidRequest', '--status', '400'],
      );
      const status = await stack.create(today.template);
      say(`${index + 1} of ${points.length}: ${point} ${from}: ${status}`);
      expect({ point, from, status, fired: await faults.fired() }).toEqual({
        point,
        from,
        status: 'ROLLBACK_COMPLETE',
        fired: [1],
      });
      await faults.clear();
      await stack.delete();
    }
    expect(await stack.create(today.template)).toBe('CREATE_COMPLETE');
    await stack.delete();
  });

  it('may leave a template of which CloudFormation was not told, and then says how to delete it', async () => {
    const { cloud, iot } = testCloud;
    const lost = ['--after', '--code', 'InternalFailureException', '--status', '400'];
    await faults.add('api:iot:CreateProvisioningTemplate', 'fail', ...lost);
    expect(await stack.create(today.template)).toBe('ROLLBACK_COMPLETE');
    await stack.delete();
    const { templates: [left] = [] } = await iot.listProvisioningTemplates({});
    const deploy = () => operate(testCloud, ['deploy']);
    const refused = deploy();
    expect(await refused.exit()).toBe(1);
    expect(refused.stderr.join(' ')).toContain(
      `aws iot delete-provisioning-template --template-name ${left?.templateName}`,
    );
    await iot.deleteProvisioningTemplate({ templateName: left?.templateName });
    await deploy().succeed();
    await expect(stackOutputs(cloud.endpoints, 'fleetprov')).resolves.toHaveProperty('BucketName');
  });
});
