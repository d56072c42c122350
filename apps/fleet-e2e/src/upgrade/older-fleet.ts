import assert from 'node:assert/strict';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { eventually } from '@fleet/eventually';
import { alertsTopic } from '@fleet/fleet-contract';
import { holdDailySweep, sdkSettings, startAgent } from '@fleet/local-fleet';
import * as z from 'zod';
import { DeployedFleet } from '../deployment/deployed-fleet';
import type { TestCloud } from '../deployment/test-cloud';
import { certificateIdOf, type Identity } from '../devices/identity';
import { throttled } from '../devices/mqtt-session';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { CloudFaults } from '../faults/cloud-faults';
import { OlderStack } from '../fleet-cli/older-stack';
import { readIdentityFolder, type TrialDevice } from '../kill/trial-device';
import type { OlderRelease } from './older-release';

/** Devices that the agent of that release has provisioned, and that it goes on to work for. */
const agents = ['proven', 'due', 'warned', 'away', 'blocked', 'rotating'] as const;
export type AgentDevice = (typeof agents)[number];

const longAgo = '20180630';

/** What became of devices before the upgrade, by the name that is also their serial. */
export interface OlderDevices {
  /** In its box: it has its bundle, and was never started. */
  readonly box: TrialDevice;
  readonly agents: Readonly<Record<AgentDevice, TrialDevice>>;
  /** Registered, and never seen. */
  readonly unproven: PendingCertificate;
  /** Of the device `rotating`, which has not connected with it. */
  readonly successor: PendingCertificate;
  readonly adopted: Identity;
}

/** Deploys a release, and brings its devices into all states by its own agent, functions and command line. */
export async function bringUpOlderFleet(
  testCloud: TestCloud,
  release: OlderRelease,
): Promise<{ readonly fleet: DeployedFleet; readonly devices: OlderDevices }> {
  await release.assembly.deploy(testCloud.cloud);
  return new BringingUp(testCloud, release).run();
}

class BringingUp {
  private readonly fleet: DeployedFleet;
  private readonly lambda: Lambda;

  constructor(
    private readonly testCloud: TestCloud,
    private readonly release: OlderRelease,
  ) {
    this.fleet = new DeployedFleet(testCloud);
    this.lambda = new Lambda(sdkSettings(testCloud.cloud.endpoints));
    testCloud.resources.defer(() => this.lambda.destroy());
  }

  async run() {
    await holdDailySweep(this.testCloud.cloud.endpoints, this.fleet.names);
    const [box, ...provisioned] = await Promise.all([
      this.deviceInItsBox('box'),
      ...agents.map((serial) => this.provisioned(serial)),
    ]);
    const byName = new Map(provisioned.map((device) => [device.serial, device]));
    const agentDevices = {
      proven: taken(byName, 'proven'),
      due: taken(byName, 'due'),
      warned: taken(byName, 'warned'),
      away: taken(byName, 'away'),
      blocked: taken(byName, 'blocked'),
      rotating: taken(byName, 'rotating'),
    };
    const unproven = await this.fleet.provisionUnproven('unproven');
    const adopted = await this.adopted();
    const successor = await this.successorOf(agentDevices.rotating);
    await this.warn(agentDevices.warned, agentDevices.away);
    await this.release.devices(this.testCloud.cloud, 'block', 'blocked', '--reason', 'lost in transit');
    await this.age('due');
    await this.leaveSweepUnfinished();
    return {
      fleet: this.fleet,
      devices: { box, agents: agentDevices, unproven, successor, adopted },
    };
  }

  private async deviceInItsBox(serial: string): Promise<TrialDevice> {
    return { serial, folder: await this.fleet.unpackBundle(serial), resources: this.testCloud.resources };
  }

  private async provisioned(serial: string): Promise<TrialDevice> {
    const device = await this.deviceInItsBox(serial);
    await startAgent(device.folder, ['provision'], device).succeed();
    const { identity } = await readIdentityFolder(device);
    await this.fleet.proven(serial, certificateIdOf(identity));
    return device;
  }

  private async age(thingName: string): Promise<void> {
    const attributePayload = { attributes: { cert_issuance: longAgo }, merge: true };
    await this.testCloud.iot.updateThing({ thingName, attributePayload });
  }

  private async adopted(): Promise<Identity> {
    const older = new OlderStack(this.testCloud.cloud);
    await older.createPolicy();
    await older.createThing('adopted', { model_type: 'model-1', cert_issuance: longAgo });
    const identity = await older.createCertificate('adopted');
    older.close();
    await this.release.devices(this.testCloud.cloud, 'adopt', '--policy', older.productionPolicy, '--yes');
    return identity;
  }

  /** Has a device ask for a successor, and lose its power before it connects with that. */
  private async successorOf(device: TrialDevice): Promise<PendingCertificate> {
    await this.age(device.serial);
    const { identity } = await readIdentityFolder(device);
    const session = await eventually('a CONNECT after that of the agent', () =>
      this.fleet.connect(identity, { clientId: device.serial }).catch(throttled),
    );
    const certificate = await obtainCertificate(session);
    const parameters = { SerialNumber: device.serial };
    await register(session, this.fleet.names.rotationTemplate, certificate, parameters);
    await session.close();
    return certificate;
  }

  /** They are connected and listen, and do not rotate. */
  private async warn(...devices: readonly TrialDevice[]): Promise<void> {
    const warned = await Promise.all(devices.map((device) => this.listening(device)));
    assert.equal(await this.sweep(), undefined);
    await Promise.all(warned.map(({ warning }) => warning));
    await Promise.all(warned.map(({ session }) => session.close()));
  }

  private async listening(device: TrialDevice) {
    await this.age(device.serial);
    const { identity } = await readIdentityFolder(device);
    const session = await this.fleet.connect(identity, { clientId: device.serial });
    await session.subscribe([alertsTopic(device.serial)]);
    return { session, warning: session.next(alertsTopic(device.serial)) };
  }

  /** A sweep that AWS IoT stops answering, when it has found things by its first query. */
  private async leaveSweepUnfinished(): Promise<void> {
    const faults = new CloudFaults(this.testCloud.cloud);
    const denied = ['--code', 'UnauthorizedException', '--status', '401'];
    await faults.add('api:iot:SearchIndex', 'fail', '--from', '2', ...denied);
    assert.notEqual(await this.sweep(), undefined);
    assert.deepEqual(await faults.fired(), [1]);
    await faults.clear();
    assert.equal(await sweepStage(this.testCloud, this.fleet), 'find');
  }

  /** @returns the error of the function, where it ended with one */
  private async sweep(): Promise<string | undefined> {
    const { time } = await this.testCloud.cloud.moveTime('+0s');
    const { FunctionError } = await this.lambda.invoke({
      FunctionName: this.fleet.names.rotationMonitor,
      Payload: JSON.stringify({ scheduledTime: time.toISOString(), ifBusy: 'end' }),
    });
    return FunctionError;
  }
}

function taken(devices: ReadonlyMap<string, TrialDevice>, serial: AgentDevice): TrialDevice {
  const device = devices.get(serial);
  assert(device !== undefined, `${serial} was provisioned`);
  return device;
}

const stateItem = z.object({
  state: z.object({
    M: z.object({ stage: z.object({ M: z.object({ kind: z.object({ S: z.string() }) }) }) }),
  }),
});

/** How far the sweep has come that the table has. */
export async function sweepStage({ cloud }: TestCloud, { names }: DeployedFleet): Promise<string> {
  const dynamoDb = new DynamoDB(sdkSettings(cloud.endpoints));
  try {
    const { Item } = await dynamoDb.getItem({ TableName: names.sweepsTable, Key: { pk: { S: 'state' } } });
    return stateItem.parse(Item).state.M.stage.M.kind.S;
  } finally {
    dynamoDb.destroy();
  }
}
