import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { eventually, until } from '@fleet/eventually';
import { deactivateCertificate, disconnectUntilAway } from '@fleet/iot-registry';
import { holdDailySweep, sdkSettings, startLocalCloud, type LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { IoTClient } from '@aws-sdk/client-iot';
import { thingAttributes } from '@fleet/fleet-contract';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { PersistentClient } from '../devices/persistent-client';
import { CloudFaults } from '../faults/cloud-faults';
import { OlderStack } from '../fleet-cli/older-stack';
import { sweepByOperator } from '../rotation/operators-sweep';
import { workspaceRoot } from '../workspace';

/** The reason code of a DISCONNECT that `DeleteConnection` sends. */
const administrativeAction = 0x98;

/** Serves the connections of a certificate for as long as AWS IoT may, once it is inactive: for minutes. */
describe('a cloud that takes as long as AWS', () => {
  const resources = new ResourceStack();
  let cloud: LocalCloudProcess;

  beforeAll(async () => {
    const dataDirectory = await resources.acquire(
      () => mkdtemp(join(tmpdir(), 'fleet-e2e-')),
      (folder) => rm(folder, { recursive: true }),
    );
    const consistency = { seed: 'kill-switch', scale: 1 };
    cloud = await startLocalCloud({
      workspaceRoot,
      resources,
      dataDirectory,
      port: 0,
      mqttPort: 0,
      consistency,
    });
  });

  afterAll(() => resources.dispose());

  it('loses a client that comes back as soon as it may when it is disconnected, and not before', async () => {
    const settings = sdkSettings(cloud.endpoints);
    const [iot, iotData] = [new IoTClient(settings), new IoTDataPlaneClient(settings)];
    resources.defer(() => [iot, iotData].forEach((each) => each.destroy()));
    const stack = new OlderStack(cloud);
    resources.defer(() => stack.close());
    await stack.createPolicy();
    await stack.createThing('pump-1');
    const device = await stack.createCertificate('pump-1');
    // A new policy is in force after six to eight minutes.
    await cloud.moveTime('+10m');
    const client = new PersistentClient(cloud, device, 'pump-1');
    resources.defer(() => client.end());
    await eventually('connection of pump-1', () => client.isConnected || undefined);
    await deactivateCertificate(iot, device.certificateId);
    expect(client.isConnected).toBe(true);

    // A time in which two seconds pass with every look.
    let nowMillis = 0;
    const wait = async (millis: number) => {
      await until(() => !client.isConnected);
      nowMillis += millis;
    };
    const end = await disconnectUntilAway(iotData, 'pump-1', { time: { nowMillis: () => nowMillis, wait } });
    expect(end).toEqual({ outcome: 'away', cuts: 1, firstCutMillis: 0, awaySinceMillis: 0 });
    expect(client).toMatchObject({
      isConnected: false,
      connections: 1,
      disconnects: [administrativeAction],
    });
  });
});

const serial = 'cut-off-0001';
const dayMillis = 86_400_000;

/** After so many seconds the fleet index shows what has changed. */
const indexLag = '+50s';

describe('a device that a sweep cuts off in such a cloud', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources, { consistency: { seed: 'kill-switch', scale: 1 } });
    // At its hour it would cut the device off before the sweep that is ordered.
    await holdDailySweep(testCloud.cloud.endpoints, new DeployedFleet(testCloud).names);
  });

  afterAll(() => resources.dispose());

  /** It comes back whenever it is disconnected. It was there for a warning, and its days of grace are over. */
  async function expiredDevice(): Promise<PersistentClient> {
    const { cloud, iot } = testCloud;
    const fleet = new DeployedFleet(testCloud);
    const identity = await fleet.provisionUnproven(serial);
    const { certificateId } = identity;
    const daysAgo = (days: number) => new Date(Date.now() - days * dayMillis);
    await fleet.registry.proveCurrent({ serial, certificateId, source: 'presence', at: daysAgo(60) });
    await fleet.registry.noteDue(serial, certificateId, { dueFrom: daysAgo(30), at: daysAgo(30) });
    await fleet.registry.noteWarned(serial, certificateId, daysAgo(30));
    const attributes = { [thingAttributes.certIssuance]: '20180630' };
    await iot.updateThing({ thingName: serial, attributePayload: { attributes, merge: true } });
    // Its policy and its thing are seen by then.
    await cloud.moveTime('+10s');
    const client = new PersistentClient(cloud, identity, serial);
    resources.defer(() => client.end());
    await eventually(`connection of ${serial}`, () => client.isConnected || undefined);
    await cloud.moveTime(indexLag);
    return client;
  }

  const logged = (words: string) =>
    eventually(`that it ${words}`, async () => {
      const { events = [] } = await testCloud.logs.filterLogEvents({
        logGroupName: `/aws/lambda/${new DeployedFleet(testCloud).names.arrivalWarning}`,
        filterPattern: `"${serial}" "${words}"`,
      });
      return events[0]?.message;
    });

  it('is disconnected ten seconds later where it was not known to be there, and stays away', async () => {
    const { cloud } = testCloud;
    const client = await expiredDevice();
    const notThere = ['--code', 'ResourceNotFoundException', '--status', '404'];
    await new CloudFaults(cloud).add('api:iotdata:DeleteConnection', 'fail', ...notThere);
    await expect(sweepByOperator(cloud)).resolves.toMatchObject({ deactivated: 1 });
    expect(client.isConnected).toBe(true);
    await cloud.moveTime('+10s');
    await until(() => !client.isConnected);
    // By a call: AWS IoT itself ends the connections of an inactive certificate as well, some time later.
    expect(client.disconnects).toEqual([administrativeAction]);
    await logged('is there: disconnected again');
    await cloud.moveTime('+60s');
    await logged('has stayed away');
    expect(client).toMatchObject({ isConnected: false, connections: 1 });
  });
});
