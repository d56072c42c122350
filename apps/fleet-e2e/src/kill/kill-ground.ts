import type { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { BorderCheck } from './border-check';
import { KillTrials } from './kill-trials';

/** A cloud with a fleet deployed, and devices to kill. */
export interface KillGround {
  readonly fleet: DeployedFleet;
  readonly trials: KillTrials;
  readonly check: BorderCheck;
}

/** It ends with the resources. */
export async function openKillGround(resources: ResourceStack): Promise<KillGround> {
  const testCloud = await startDeployedCloud(resources);
  const fleet = new DeployedFleet(testCloud);
  const check = new BorderCheck(fleet, testCloud.iot);
  return { fleet, check, trials: new KillTrials(check, fleet, resources) };
}
