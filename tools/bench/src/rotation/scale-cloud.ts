import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCertDate, type CertDate } from '@fleet/cert-dates';
import { fleetNames, parseFleetConfig } from '@fleet/fleet-contract';
import {
  holdDailySweep,
  runOperator,
  startLocalCloud,
  synthesiseFleet,
  type LocalCloudProcess,
} from '@fleet/local-fleet';
import type { LocalEndpoints } from '@fleet/local-endpoints';
import type { ResourceStack } from '@fleet/resource-stack';
import { agingFleet } from './aging-fleet';
import { bulkLoad } from './bulk-load';
import { titleOf, type ScaleCase } from './scale-case';

/**
 * The pace is the most that can be configured, so that the work is measured and not the waiting. No proof handlers
 * run beside the sweep, as the devices that are connected here prove nothing.
 */
export const scaleConfig = parseFleetConfig({
  resourceTag: 'scale',
  models: ['model-1'],
  warningsPerSecond: 1_000,
  presenceRule: false,
  offlineDays: 3_650,
});

export const scaleNames = fleetNames(scaleConfig.resourceTag);

export interface Place {
  readonly workspaceRoot: string;
  /** Every process that is started. */
  readonly resources: ResourceStack;
  /** For everything that is made; the caller removes it. */
  readonly folder: string;
  readonly say: (step: string) => void;
}

/** A cloud with a fleet deployed and nothing in its registry, which does not run: each registry begins as its copy. */
export interface EmptyFleet {
  readonly dataDirectory: string;
  readonly endpoints: LocalEndpoints;
  /** In which the operator's commands mean this fleet. */
  readonly environment: NodeJS.ProcessEnv;
  /** The day that all sweeps are for. */
  readonly today: CertDate;
}

/** A cloud that runs with a registry of some size. */
export interface ScaleCloud {
  readonly scale: ScaleCase;
  readonly cloud: LocalCloudProcess;
  /** In which the operator's commands mean this cloud and its fleet. */
  readonly environment: NodeJS.ProcessEnv;
}

export async function deployEmptyFleet(place: Place): Promise<EmptyFleet> {
  const { workspaceRoot, resources, folder, say } = place;
  say('start local-cloud and deploy a fleet');
  const cloud = await start(place, join(folder, 'empty'));
  try {
    const environment = await synthesiseFleet(scaleConfig, join(folder, 'fleet'), {
      workspaceRoot,
      resources,
      environment: cloud.environment,
    });
    await runOperator(['deploy'], { workspaceRoot, resources, environment }).succeed();
    const { dataDirectory, endpoints } = cloud;
    // It would meet those that are measured: at its hour, and in each cloud that starts after that.
    await holdDailySweep(endpoints, scaleNames);
    return { dataDirectory, endpoints, environment, today: formatCertDate(new Date()) };
  } finally {
    await cloud.process.stop();
  }
}

/** Loads a registry and starts a cloud on it. */
export async function startScaleCloud(
  scale: ScaleCase,
  empty: EmptyFleet,
  place: Place,
): Promise<ScaleCloud> {
  const { folder, say } = place;
  say(`load ${titleOf(scale)}`);
  const dataDirectory = join(folder, `${scale.things}-${scale.due}`);
  await cp(empty.dataDirectory, dataDirectory, { recursive: true });
  const { thingGroup } = scaleNames;
  const { endpoints, today } = empty;
  await bulkLoad(dataDirectory, endpoints, agingFleet(scale, { config: scaleConfig, thingGroup, today }));
  const cloud = await start(place, dataDirectory);
  return { scale, cloud, environment: { ...empty.environment, ...cloud.environment } };
}

function start({ workspaceRoot, resources }: Place, dataDirectory: string): Promise<LocalCloudProcess> {
  return startLocalCloud({ workspaceRoot, resources, dataDirectory, port: 0, mqttPort: 0 });
}
