import { join } from 'node:path';
import { fleetNames } from '@fleet/fleet-contract';
import { ResourceStack } from '@fleet/resource-stack';
import { startEmptyCloud } from '../deployment/test-cloud';
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
  afterAll(() => resources.dispose());

  it('leaves no name behind, whatever could not be made, and is made by the next', async () => {
    const { cloud } = await startEmptyCloud(resources);
    const today = await Assembly.read(join(workspaceRoot, 'dist/apps/fleet-e2e/cdk.out'));
    const stack = new FleetStackInCloud(cloud, fleetNames('fleetprov').stack);
    const faults = new CloudFaults(cloud);
    await today.publish(cloud);
    await stack.delete();
    const types = Object.values(today.template.Resources).map(({ Type: type }) => type);
    const points = [
      ...named.flatMap(([point, type]) =>
        types.filter((each) => each === type).map((_type, index) => ({ point, from: index + 1 })),
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
  });
});
