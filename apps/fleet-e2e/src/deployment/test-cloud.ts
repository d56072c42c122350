import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import {
  runOperator,
  sdkSettings,
  startLocalCloud,
  type Command,
  type LocalCloudProcess,
  type ManagedProcess,
} from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { workspaceRoot } from '../workspace';
import { cloudConsistency, type CloudConsistency } from './cloud-consistency';

/** The data of a cloud with the default fleet deployed: the target `deployed-cloud` makes it, once for all files. */
const deployedData = join(workspaceRoot, 'dist', 'apps', 'fleet-e2e', 'deployed-cloud');

/** A cloud for one file of tests, and clients that look into it. */
export interface TestCloud {
  /** Whatever the tests begin: it ends before the cloud does. */
  readonly resources: ResourceStack;
  /** For what the tests have to write. */
  readonly folder: string;
  readonly cloud: LocalCloudProcess;
  readonly iot: IoT;
  readonly logs: CloudWatchLogs;
  readonly dynamoDb: DynamoDBClient;
}

/** Starts a cloud with nothing in it. */
export async function startEmptyCloud(resources: ResourceStack): Promise<TestCloud> {
  return startOn(resources, await testFolder(resources));
}

/**
 * Starts a cloud with the default fleet deployed and no device in it.
 * @param settings where they are not those of this run
 */
export async function startDeployedCloud(
  resources: ResourceStack,
  settings?: CloudSettings,
): Promise<TestCloud> {
  const folder = await testFolder(resources);
  await cp(deployedData, dataDirectoryIn(folder), { recursive: true });
  return startOn(resources, folder, settings);
}

interface CloudSettings {
  readonly consistency?: CloudConsistency;
  /** It keeps the rates of AWS IoT Core, and does not acknowledge what comes faster. */
  readonly quotas?: 'aws';
}

/** The operator's command for a fleet of this cloud: the default one, or the one that `environment` says. */
export function operate(
  { cloud, resources }: TestCloud,
  command: Command,
  environment = cloud.environment,
): ManagedProcess {
  return runOperator(command, { workspaceRoot, resources, environment });
}

function dataDirectoryIn(folder: string): string {
  return join(folder, 'cloud');
}

function testFolder(resources: ResourceStack): Promise<string> {
  return resources.acquire(
    () => mkdtemp(join(tmpdir(), 'fleet-e2e-')),
    (folder) => rm(folder, { recursive: true }),
  );
}

async function startOn(
  resources: ResourceStack,
  folder: string,
  { consistency = cloudConsistency(), quotas }: CloudSettings = {},
): Promise<TestCloud> {
  const dataDirectory = dataDirectoryIn(folder);
  const cloud = await startLocalCloud({
    workspaceRoot,
    resources,
    dataDirectory,
    port: 0,
    mqttPort: 0,
    consistency,
    quotas,
  });
  const settings = sdkSettings(cloud.endpoints);
  const clients = {
    iot: new IoT(settings),
    logs: new CloudWatchLogs(settings),
    dynamoDb: new DynamoDBClient(settings),
  };
  resources.defer(() => Object.values(clients).forEach((client) => client.destroy()));
  return { resources, folder, cloud, ...clients };
}
