import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { eventually, until } from '@fleet/eventually';
import { deactivateCertificate, disconnectUntilAway } from '@fleet/iot-registry';
import { sdkSettings, startLocalCloud, type LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { IoTClient } from '@aws-sdk/client-iot';
import { PersistentClient } from '../devices/persistent-client';
import { OlderStack } from '../fleet-cli/older-stack';
import { workspaceRoot } from '../workspace';

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
    expect(client).toMatchObject({ isConnected: false, connections: 1 });
  });
});
