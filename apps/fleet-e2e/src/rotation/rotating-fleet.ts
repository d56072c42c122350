import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { IoT } from '@aws-sdk/client-iot';
import { ManagedProcess, startAgent, startLocalCloud, type LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { cloudConsistency } from '../deployment/cloud-consistency';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { eventually } from '@fleet/eventually';
import { workspaceRoot } from '../workspace';
import { sweepByOperator, type SweepCounts } from './operators-sweep';

const logLine = z.looseObject({ msg: z.string(), thingName: z.string().optional() });

/** A fleet of the default configuration, with its operator's hands on monitor and devices. */
export class RotatingFleet {
  /** Every process that a test starts. */
  readonly resources: ResourceStack;
  /** Of this test, for what it has to write. */
  readonly folder: string;
  readonly iot: IoT;
  readonly fleet: DeployedFleet;
  /** Another process after `resumeCloud`, with the same endpoints. */
  cloud: LocalCloudProcess;
  private readonly logs: CloudWatchLogs;

  private constructor(testCloud: TestCloud) {
    ({ resources: this.resources, folder: this.folder, cloud: this.cloud } = testCloud);
    ({ iot: this.iot, logs: this.logs } = testCloud);
    this.fleet = new DeployedFleet(testCloud);
  }

  /** It ends with the resources. */
  static async start(resources: ResourceStack): Promise<RotatingFleet> {
    const testCloud = await startDeployedCloud(resources);
    await moveToNoon(testCloud.cloud);
    return new RotatingFleet(testCloud);
  }

  /** Starts local-cloud again, whose process has ended: on the same data and at the same ports. */
  async resumeCloud(): Promise<void> {
    const { dataDirectory, endpoints } = this.cloud;
    const port = Number(new URL(endpoints.aws).port);
    const mqttPort = endpoints.mqtt.port;
    this.cloud = await startLocalCloud({
      workspaceRoot,
      resources: this.resources,
      dataDirectory,
      port,
      mqttPort,
      consistency: cloudConsistency(),
    });
  }

  /** Starts the bundle's agent on a device of this name; resolves when it listens. */
  async runAgent(serial: string): Promise<ManagedProcess> {
    const folder = await this.fleet.unpackBundle(serial);
    const { resources } = this;
    const agent = startAgent(folder, ['run', '--rotation-spread', '0'], { resources });
    await agent.line((line) => (line.includes('"listening"') ? line : undefined));
    return agent;
  }

  sweep(): Promise<SweepCounts> {
    return sweepByOperator(this.cloud);
  }

  /** `fleet-cli:run -- devices … --local`. */
  async devices(...command: readonly string[]): Promise<readonly string[]> {
    const cli = new ManagedProcess({
      title: `fleet-cli devices ${command.join(' ')}`,
      resources: this.resources,
      arguments: [
        join(workspaceRoot, 'dist', 'apps', 'fleet-cli', 'main.js'),
        ...['devices', ...command, '--local'],
      ],
      cwd: workspaceRoot,
      environment: this.cloud.environment,
    });
    await cli.succeed();
    return cli.stdout;
  }

  /** What the monitor has logged of a thing. */
  async monitorLines(thingName: string): Promise<readonly z.infer<typeof logLine>[]> {
    const logGroupName = `/aws/lambda/${this.fleet.names.rotationMonitor}`;
    const { events = [] } = await this.logs.filterLogEvents({ logGroupName });
    return events
      .flatMap(({ message }) => (message?.startsWith('{') ? [logLine.parse(JSON.parse(message))] : []))
      .filter((line) => line.thingName === thingName);
  }

  attributes(thingName: string): Promise<Readonly<Record<string, string>>> {
    return this.iot.describeThing({ thingName }).then(({ attributes = {} }) => attributes);
  }

  async status(certificateId: string): Promise<string | undefined> {
    return (await this.iot.describeCertificate({ certificateId })).certificateDescription?.status;
  }

  /** Ids of the certificates that are attached to a thing. */
  async certificatesOf(thingName: string): Promise<readonly string[]> {
    const { principals = [] } = await this.iot.listThingPrincipals({ thingName });
    return principals.map((principal) => principal.slice(principal.lastIndexOf('/') + 1));
  }

  /** Id of the one certificate that is attached to a thing. */
  async certificateOf(thingName: string): Promise<string> {
    const [only, ...others] = await this.certificatesOf(thingName);
    assert(only !== undefined && others.length === 0, `${thingName} has one certificate`);
    return only;
  }

  /** Waits until one certificate is left on the thing, another than `before`. */
  successorOf(thingName: string, before: string): Promise<string> {
    return eventually(`successor of ${before} alone`, async () => {
      const [only, ...others] = await this.certificatesOf(thingName);
      return others.length === 0 && only !== before ? only : undefined;
    });
  }

  /** The day in UTC that it is in the cloud. */
  async today(): Promise<string> {
    const { time } = await this.cloud.moveTime('+0d');
    return time.toISOString().slice(0, 10).replaceAll('-', '');
  }
}

/** At whatever hour tests run, no midnight comes between two of their steps, nor the hour of the daily sweep. */
async function moveToNoon(cloud: LocalCloudProcess): Promise<void> {
  const day = 86_400_000;
  const { time } = await cloud.moveTime('+0d');
  const noon = (Math.floor(time.getTime() / day) + 0.5) * day;
  await cloud.moveTime(new Date(noon < time.getTime() ? noon + day : noon).toISOString());
}

/** Once the tests run: described before, and started before the first of them. */
export type Rotating = () => RotatingFleet;

/** A fleet that starts before the first test of a file, and ends after the last. */
export function rotatingFleet(): Rotating {
  const resources = new ResourceStack();
  let fleet: RotatingFleet | undefined;

  beforeAll(async () => {
    fleet = await RotatingFleet.start(resources);
  });

  afterAll(() => resources.dispose());

  return () => {
    assert(fleet !== undefined, 'The fleet is there once the tests run');
    return fleet;
  };
}
