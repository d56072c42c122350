import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import {
  runOperator,
  sdkSettings,
  startLocalCloud,
  synthesiseFleet,
  type LocalCloudProcess,
} from '@fleet/local-fleet';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { workspaceRoot } from '../workspace';

/** Two fleets in one account: the default configuration, and one with strict policies and more models. */
export class TwoFleets {
  readonly iot: IoT;
  readonly documented: DeployedFleet;
  readonly strict: DeployedFleet;
  private readonly logs: CloudWatchLogs;
  private readonly dynamoDb: DynamoDBClient;

  private constructor(
    /** Of this test, for what it has to write. */
    readonly folder: string,
    readonly cloud: LocalCloudProcess,
    /** In which the operator's commands mean the strict fleet. */
    readonly strictEnvironment: NodeJS.ProcessEnv,
  ) {
    const settings = sdkSettings(cloud.endpoints);
    this.iot = new IoT(settings);
    this.logs = new CloudWatchLogs(settings);
    this.dynamoDb = new DynamoDBClient(settings);
    const clients = { logs: this.logs, dynamoDb: this.dynamoDb };
    this.documented = new DeployedFleet(cloud, 'fleetprov', clients);
    this.strict = new DeployedFleet(cloud, strictConfig.resourceTag, clients);
  }

  static async start(): Promise<TwoFleets> {
    const folder = await mkdtemp(join(tmpdir(), 'security-'));
    const cloud = await startLocalCloud({
      workspaceRoot,
      dataDirectory: join(folder, 'cloud'),
      port: 0,
      mqttPort: 0,
    });
    const operator = { workspaceRoot, environment: cloud.environment };
    const [environment] = await Promise.all([
      synthesiseFleet(strictConfig, join(folder, 'strict'), operator),
      runOperator(['deploy'], operator).succeed(),
    ]);
    await runOperator(['deploy'], { workspaceRoot, environment }).succeed();
    return new TwoFleets(folder, cloud, environment);
  }

  async stop(): Promise<void> {
    for (const client of [this.iot, this.logs, this.dynamoDb]) client.destroy();
    await this.cloud.process.stop();
    await rm(this.folder, { recursive: true });
  }
}

const strictConfig = {
  resourceTag: 'fortress',
  /** The claim of the last one is revoked by a test. */
  models: ['model-1', 'model-2', 'stolen-model'],
  policyMode: 'strict',
  sweepWorkers: 2,
} as const;

/** Both fleets, once the tests run: described before, and started before the first of them. */
export type Fleets = () => TwoFleets;

/** A serial that no other test has. */
export function newSerial(): string {
  return `s-${randomUUID()}`;
}
