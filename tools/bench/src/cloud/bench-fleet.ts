import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetConfig } from '@fleet/fleet-contract';
import {
  downloadDeviceBundle,
  runOperator,
  startLocalCloud,
  type LocalCloudProcess,
} from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { defined } from '@fleet/optional-members';
import { timed } from '../timing';
import { idleMemory } from './idle-memory';

/** A fleet in a local-cloud of its own, deployed for the benchmark and gone with it. */
export interface BenchFleet {
  readonly cloud: LocalCloudProcess;
  readonly resourceTag: string;
  readonly model: string;
  /** client.zip */
  readonly bundle: Uint8Array;
  /** Folder for the devices. */
  readonly devices: string;
}

/** What it takes to get there. */
export interface CloudCost {
  /** From spawn to the line that says it is ready. */
  readonly startMillis: number;
  /** Of the operator's first command, until the cdk CLI has bootstrapped the account. */
  readonly bootstrapMillis: number;
  /** Of the same command, the first deploy by the cdk CLI. */
  readonly deployMillis: number;
  /** The same command again, where nothing has changed. */
  readonly redeployMillis: number;
  /** Resident memory of the process without its children, idle. */
  readonly idleBytes: { readonly started: number; readonly deployed: number };
}

/** Starts a cloud, deploys the workspace's fleet, lets `work` use it, and removes everything. */
export async function withBenchFleet<Result>(
  {
    workspaceRoot,
    program,
    config,
    resources,
    say,
  }: {
    workspaceRoot: string;
    /** The cloud's, where it is not the one that is built in the workspace. */
    program?: string;
    config: FleetConfig;
    resources: ResourceStack;
    say: (step: string) => void;
  },
  work: (fleet: BenchFleet, cost: CloudCost) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-bench-'));
  try {
    say('start local-cloud');
    const [cloud, startMillis] = await timed(() =>
      startLocalCloud({
        workspaceRoot,
        resources,
        dataDirectory: join(folder, 'cloud'),
        port: 0,
        mqttPort: 0,
        ...defined({ program }),
      }),
    );
    try {
      const started = await idleMemory(cloud.process.pid);
      const deploy = () => timedDeploy({ workspaceRoot, resources, environment: cloud.environment });
      say('deploy');
      const { bootstrapMillis, deployMillis } = await deploy();
      const deployed = await idleMemory(cloud.process.pid);
      say('deploy again');
      const again = await deploy();
      const redeployMillis = again.bootstrapMillis + again.deployMillis;
      const [model] = config.models;
      if (model === undefined) {
        throw new Error('the configuration has no model, which its schema does not admit');
      }
      const { resourceTag } = config;
      const bundle = await downloadDeviceBundle(cloud.endpoints, { resourceTag, model });
      const fleet = { cloud, resourceTag, model, bundle, devices: join(folder, 'devices') };
      const idleBytes = { started, deployed };
      const millis = { startMillis, bootstrapMillis, deployMillis, redeployMillis };
      return await work(fleet, { ...millis, idleBytes });
    } finally {
      await cloud.process.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Deploys as an operator does, who is told when the account is ready and the deploy begins. */
async function timedDeploy(
  options: Parameters<typeof runOperator>[1],
): Promise<Pick<CloudCost, 'bootstrapMillis' | 'deployMillis'>> {
  const began = performance.now();
  let bootstrapped = began;
  const onLine = (line: string): void => {
    if (line.startsWith('Deploying ')) {
      bootstrapped = performance.now();
    }
  };
  await runOperator(['deploy'], { ...options, onLine }).succeed();
  return { bootstrapMillis: bootstrapped - began, deployMillis: performance.now() - bootstrapped };
}
