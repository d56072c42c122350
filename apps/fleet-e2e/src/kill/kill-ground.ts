import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import { defaultResourceTag } from '@fleet/fleet-contract';
import { runOperator, sdkSettings, startLocalCloud } from '@fleet/local-fleet';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { workspaceRoot } from '../workspace';
import { BorderCheck } from './border-check';
import { KillTrials } from './kill-trials';

/** A cloud with a fleet deployed, and devices to kill. */
export interface KillGround {
  readonly fleet: DeployedFleet;
  readonly trials: KillTrials;
  readonly check: BorderCheck;
  leave(): Promise<void>;
}

export async function openKillGround(): Promise<KillGround> {
  const folder = await mkdtemp(join(tmpdir(), 'kill-'));
  const dataDirectory = join(folder, 'cloud');
  const cloud = await startLocalCloud({ workspaceRoot, dataDirectory, port: 0, mqttPort: 0 });
  const settings = sdkSettings(cloud.endpoints);
  const clients = {
    logs: new CloudWatchLogs(settings),
    dynamoDb: new DynamoDBClient(settings),
    iot: new IoT(settings),
  };
  const leave = async (): Promise<void> => {
    Object.values(clients).forEach((client) => client.destroy());
    await cloud.process.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await runOperator(['deploy'], { workspaceRoot, environment: cloud.environment }).succeed();
    const fleet = new DeployedFleet(cloud, defaultResourceTag, clients);
    const check = new BorderCheck(fleet, clients.iot);
    const trials = new KillTrials(check, join(folder, 'devices'), await fleet.bundle('model-1'));
    return { fleet, trials, check, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}
