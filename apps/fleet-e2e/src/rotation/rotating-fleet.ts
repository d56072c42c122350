import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import {
  ManagedProcess,
  runOperator,
  sdkSettings,
  startAgent,
  startLocalCloud,
  unpackDeviceBundle,
  type LocalCloudProcess,
} from '@fleet/local-fleet';
import * as z from 'zod';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { eventually } from '../eventually';
import { workspaceRoot } from '../workspace';
import { sweepByOperator, type SweepCounts } from './operators-sweep';

const logLine = z.looseObject({ msg: z.string(), thingName: z.string().optional() });

/** A fleet of the default configuration, with its operator's hands on monitor and devices. */
export class RotatingFleet {
  readonly iot: IoT;
  readonly fleet: DeployedFleet;
  private readonly logs: CloudWatchLogs;
  private readonly dynamoDb: DynamoDBClient;
  private readonly agents = new Set<ManagedProcess>();

  private constructor(
    /** Of this test, for what it has to write. */
    readonly folder: string,
    /** Another process after `resumeCloud`, with the same endpoints. */
    public cloud: LocalCloudProcess,
  ) {
    const settings = sdkSettings(cloud.endpoints);
    this.iot = new IoT(settings);
    this.logs = new CloudWatchLogs(settings);
    this.dynamoDb = new DynamoDBClient(settings);
    this.fleet = new DeployedFleet(cloud, 'fleetprov', { logs: this.logs, dynamoDb: this.dynamoDb });
  }

  static async start(): Promise<RotatingFleet> {
    const folder = await mkdtemp(join(tmpdir(), 'rotation-'));
    const dataDirectory = join(folder, 'cloud');
    const cloud = await startLocalCloud({ workspaceRoot, dataDirectory, port: 0, mqttPort: 0 });
    const rotating = new RotatingFleet(folder, cloud);
    try {
      await runOperator(['deploy'], { workspaceRoot, environment: cloud.environment }).succeed();
      return rotating;
    } catch (error) {
      await rotating.stop();
      throw error;
    }
  }

  /** Starts local-cloud again, whose process has ended: on the same data and at the same ports. */
  async resumeCloud(): Promise<void> {
    const { dataDirectory, endpoints } = this.cloud;
    const port = Number(new URL(endpoints.aws).port);
    this.cloud = await startLocalCloud({ workspaceRoot, dataDirectory, port, mqttPort: endpoints.mqtt.port });
  }

  async stop(): Promise<void> {
    for (const agent of this.agents) await agent.stop();
    await this.fleet.closeSessions();
    for (const client of [this.iot, this.logs, this.dynamoDb]) client.destroy();
    await this.cloud.process.stop();
    await rm(this.folder, { recursive: true });
  }

  /** Starts the bundle's agent on a device of this name; resolves when it listens. */
  async runAgent(serial: string): Promise<ManagedProcess> {
    const folder = join(this.folder, serial);
    await unpackDeviceBundle(await this.fleet.bundle('model-1'), folder, serial);
    const agent = startAgent(folder, ['run', '--rotation-spread', '0']);
    this.agents.add(agent);
    await agent.line((line) => (line.includes('"listening"') ? line : undefined));
    return agent;
  }

  sweep(date?: string): Promise<SweepCounts> {
    return sweepByOperator(this.cloud.environment, date);
  }

  /** `fleet-cli:run -- devices … --local`. */
  async devices(...command: readonly string[]): Promise<readonly string[]> {
    const cli = new ManagedProcess({
      title: `fleet-cli devices ${command.join(' ')}`,
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
      .flatMap(({ message = '' }) => (message.startsWith('{') ? [logLine.parse(JSON.parse(message))] : []))
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

/** Once the tests run: described before, and started before the first of them. */
export type Rotating = () => RotatingFleet;
