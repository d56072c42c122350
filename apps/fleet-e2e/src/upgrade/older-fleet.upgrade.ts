import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { sdkSettings, startAgent } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import { operate, startEmptyCloud, type TestCloud } from '../deployment/test-cloud';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { CloudFaults } from '../faults/cloud-faults';
import { runFleetCli } from '../fleet-cli/command';
import type { TrialDevice } from '../kill/trial-device';
import { sweepByOperator } from '../rotation/operators-sweep';
import { workspaceRoot } from '../workspace';
import { Assembly } from './assembly';
import { DeviceActions } from './device-actions';
import { failurePoints } from './failure-points';
import { FleetBelongings, type Belongings } from './fleet-belongings';
import { FleetStackInCloud } from './fleet-stack';
import { FunctionRevisions, type FunctionRevision } from './function-revisions';
import { bringUpOlderFleet, sweepStage, type OlderDevices } from './older-fleet';
import { OlderRelease } from './older-release';

const commit = 'bbfbb28';
/** What local-cloud says of a fault. */
const forced = 'A fault was set on this call';
const refusal = ['--code', 'InvalidRequest', '--status', '400'];
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** One fleet through its upgrade, in the order in which it happens. */
describe(`a fleet of ${commit}`, () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let fleet: DeployedFleet;
  let devices: OlderDevices;
  let older: OlderRelease;
  let today: Assembly;
  let stack: FleetStackInCloud;
  let faults: CloudFaults;
  let functions: FunctionRevisions;
  let olderFunctions: readonly FunctionRevision[];
  let actions: DeviceActions;
  let belongings: FleetBelongings;
  let before: Belongings;

  beforeAll(async () => {
    testCloud = await startEmptyCloud(resources);
    const { cloud } = testCloud;
    older = await OlderRelease.unpack(commit, join(testCloud.folder, 'older-release'));
    today = await Assembly.read(join(workspaceRoot, 'dist/apps/fleet-e2e/cdk.out'));
    ({ fleet, devices } = await bringUpOlderFleet(testCloud, older));
    say(`${commit} stands, its devices are in their states`);
    stack = new FleetStackInCloud(cloud, fleet.names.stack);
    faults = new CloudFaults(cloud);
    actions = new DeviceActions(fleet, testCloud.iot);
    functions = new FunctionRevisions(cloud);
    olderFunctions = await functions.of(older.assembly.template);
    belongings = new FleetBelongings(testCloud, fleet, stack);
    before = await belongings.all();
    await today.publish(cloud);
  });

  afterAll(() => resources.dispose());

  it('has nothing changed by a deploy that fails, wherever it does, and serves its devices afterwards', async () => {
    const identity = await actions.identityOf(devices.agents.proven);
    const release = await belongings.release();
    const points = failurePoints(older.assembly.template, today.template);
    expect(points.length).toBeGreaterThan(8);
    for (const [index, { title, point, from }] of points.entries()) {
      await faults.add(point, 'fail', '--from', String(from), ...refusal);
      const status = await stack.update(today.template);
      say(`${index + 1} of ${points.length}: ${title}, ${point}: ${status}`);
      expect({ title, status, fired: await faults.fired() }).toEqual({
        title,
        status: 'UPDATE_ROLLBACK_COMPLETE',
        fired: [1],
      });
      expect((await stack.failures()).join()).toContain(forced);
      await faults.clear();
      expect(await belongings.of(before)).toEqual(before);
      expect(await belongings.release()).toEqual(release);
      await actions.connectOnce(identity, 'proven');
      await fleet.provision(`after-failure-${index + 1}`);
    }
  });

  const foreignField = { S: 'of a release to come' };
  const recordKey = () => ({ TableName: fleet.names.devicesTable, Key: { pk: { S: 'device#proven' } } });
  const withDynamoDb = async <Result>(work: (dynamoDb: DynamoDB) => Promise<Result>): Promise<Result> => {
    const dynamoDb = new DynamoDB(sdkSettings(testCloud.cloud.endpoints));
    try {
      return await work(dynamoDb);
    } finally {
      dynamoDb.destroy();
    }
  };

  it('is upgraded by the operator’s deploy, and keeps its names, its claims and its certificates', async () => {
    await operate(testCloud, ['deploy']).succeed();
    const after = await belongings.of(before);
    // What today's stack has given up, the tests of the stack name with the reasons.
    const kept = Object.entries(before.resources).filter(([id]) => id in today.template.Resources);
    expect(after).toEqual({ ...before, resources: Object.fromEntries(kept) });
  });

  it('has its unfinished sweep taken up, and everybody found', async () => {
    const counts = await sweepByOperator(testCloud.cloud);
    expect(counts).toMatchObject({ failed: 0, failures: {} });
    expect(counts['found']).toBeGreaterThanOrEqual(3);
    expect(await sweepStage(testCloud, fleet)).toBe('done');
  });

  it('has each device rotate with the agent that it was made with', async () => {
    const { proven, due, warned } = devices.agents;
    await withDynamoDb((dynamoDb) =>
      dynamoDb.updateItem({
        ...recordKey(),
        UpdateExpression: 'SET fieldToCome = :value, certificates[0].fieldToCome = :value',
        ExpressionAttributeValues: { ':value': foreignField },
      }),
    );
    await actions.age('proven');
    await Promise.all([proven, due, warned].map((device) => actions.rotate(device)));
    const { Item } = await withDynamoDb((dynamoDb) => dynamoDb.getItem({ ...recordKey() }));
    const certificates: readonly AttributeValue[] = Item?.['certificates']?.L ?? [];
    expect([Item?.['fieldToCome'], certificates[0]?.M?.['fieldToCome']]).toEqual([
      foreignField,
      foreignField,
    ]);
  });

  it('has a device go on that lost its power in a rotation, with its successor', async () => {
    const { rotating } = devices.agents;
    const replaced = await actions.certificateOf(rotating);
    await actions.confirm(devices.successor, 'rotating');
    await actions.isReplaced('rotating', replaced, devices.successor.certificateId);
  });

  it('lets in who was registered and not seen before, and has it rotate', async () => {
    await actions.connectOnce(devices.unproven, 'unproven');
    await fleet.proven('unproven', devices.unproven.certificateId);
    await actions.age('unproven');
    await actions.rotateWithoutAgent('unproven', devices.unproven);
  });

  it('has an adopted device rotate', () => actions.rotateWithoutAgent('adopted', devices.adopted));

  it('keeps a blocked device out, and has it go on when it is let in again', async () => {
    const { blocked } = devices.agents;
    const identity = await actions.identityOf(blocked);
    await expect(actions.connect(identity, 'blocked')).rejects.toThrow('was refused');
    const { exitCode } = await runFleetCli(testCloud.cloud, 'devices', 'unblock', 'blocked', '--local');
    expect(exitCode).toBe(0);
    await actions.connectOnce(identity, 'blocked');
    await actions.age('blocked');
    await actions.rotate(blocked);
  });

  it('provisions a device that comes out of its box with the bundle and the claim of before', async () => {
    const { box } = devices;
    await startAgent(box.folder, ['provision'], box).succeed();
    await fleet.proven('box', await actions.certificateOf(box));
  });

  describe('in the middle of a deploy, with functions of both releases', () => {
    /** The device listens, is warned by the sweep, and rotates. */
    const isWarnedAndRotates = async (device: TrialDevice): Promise<void> => {
      const replaced = await actions.certificateOf(device);
      await actions.age(device.serial);
      const agent = startAgent(device.folder, ['run', '--rotation-spread', '0'], device);
      await agent.line((line) => (line.includes('"listening"') ? true : undefined));
      expect(await sweepByOperator(testCloud.cloud)).toMatchObject({ failed: 0, failures: {} });
      await agent.line((line) => (line.includes('"rotated"') ? true : undefined));
      expect(await agent.stop()).toBe(0);
      await actions.isReplaced(device.serial, replaced, await actions.certificateOf(device));
      expect(await sweepByOperator(testCloud.cloud)).toMatchObject({ failed: 0, failures: {} });
    };
    const everybody = () => {
      const { provisionHook, rotationHook, proofHandler, rotationMonitor } = fleet.names;
      return { hooks: [provisionHook, rotationHook, proofHandler], monitor: rotationMonitor };
    };
    let todaysFunctions: readonly FunctionRevision[];

    beforeAll(async () => {
      todaysFunctions = await functions.of(today.template);
    });

    it('rotates with older hooks and today’s sweep', async () => {
      await functions.put(olderFunctions, ...everybody().hooks);
      await isWarnedAndRotates(devices.agents.due);
      await functions.put(todaysFunctions, ...everybody().hooks);
    });

    it('rotates with today’s hooks and the older sweep', async () => {
      await functions.put(olderFunctions, everybody().monitor);
      await isWarnedAndRotates(devices.agents.warned);
      await functions.put(todaysFunctions, everybody().monitor);
    });

    it('lets a permit for one certificate have nobody else in by an older hook, and that one by today’s', async () => {
      const { provisioningTemplate, provisionHook } = fleet.names;
      const serial = 'starts-over';
      const { session } = await fleet.provision(serial);
      await session.close();
      const claim = await fleet.connectClaim();
      const [genuine, thiefs] = [await obtainCertificate(claim), await obtainCertificate(claim)];
      const permit = ['devices', 'permit', serial, 'reprovision', '--certificate', genuine.certificateId];
      const { exitCode } = await runFleetCli(testCloud.cloud, ...permit, '--local');
      expect(exitCode).toBe(0);
      const asks = (certificate: PendingCertificate) =>
        register(claim, provisioningTemplate, certificate, { SerialNumber: serial });
      await functions.put(olderFunctions, provisionHook);
      await expect(asks(thiefs)).rejects.toMatchObject({ statusCode: 403 });
      await functions.put(todaysFunctions, provisionHook);
      await expect(asks(thiefs)).rejects.toMatchObject({ statusCode: 403 });
      await expect(asks(genuine)).resolves.toMatchObject({ thingName: serial });
      await claim.close();
    });

    it('is as good as before when the deploy is through', () => isWarnedAndRotates(devices.agents.due));
  });

  it('cuts off nobody for a warning of the older release, who comes back later than the days of grace', async () => {
    const { away } = devices.agents;
    await testCloud.cloud.moveTime('+20d');
    await sweepByOperator(testCloud.cloud);
    expect(await actions.statusOf(await actions.certificateOf(away))).toBe('ACTIVE');
    await actions.rotate(away);
  });
});
