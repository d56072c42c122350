import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { IoT } from '@aws-sdk/client-iot';
import { synthesiseFleet, type LocalCloudProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { operate, startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';

/** Two fleets in one account: the default configuration, and one with strict policies and more models. */
export class TwoFleets {
  readonly resources: ResourceStack;
  readonly cloud: LocalCloudProcess;
  readonly iot: IoT;
  readonly documented: DeployedFleet;
  readonly strict: DeployedFleet;

  private constructor(
    testCloud: TestCloud,
    /** In which the operator's commands mean the strict fleet. */
    readonly strictEnvironment: NodeJS.ProcessEnv,
  ) {
    ({ resources: this.resources, cloud: this.cloud, iot: this.iot } = testCloud);
    this.documented = new DeployedFleet(testCloud);
    this.strict = new DeployedFleet(testCloud, strictConfig.resourceTag);
  }

  /** They end with the resources. */
  static async start(resources: ResourceStack): Promise<TwoFleets> {
    const testCloud = await startDeployedCloud(resources);
    const strict = await synthesiseFleet(strictConfig, join(testCloud.folder, 'strict'), {
      workspaceRoot,
      resources,
      environment: testCloud.cloud.environment,
    });
    await operate(testCloud, ['deploy'], strict).succeed();
    return new TwoFleets(testCloud, strict);
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
