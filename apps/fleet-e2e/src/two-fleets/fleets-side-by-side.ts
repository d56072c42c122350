import assert from 'node:assert/strict';
import { join } from 'node:path';
import { synthesiseFleet } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { operate, startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import type { PendingCertificate } from '../devices/registration';
import { runFleetCli, type CommandEnd } from '../fleet-cli/command';
import { sweepByOperator, type SweepCounts } from '../rotation/operators-sweep';
import { workspaceRoot } from '../workspace';

/** Begins with the tag of the fleet that is there: whoever compares beginnings takes one for the other. */
const tagOfSecond = 'fleetprov-b';

/** Everything that this fleet finds old or silent, the other finds in order. */
const strictRules = {
  resourceTag: tagOfSecond,
  models: ['model-1', 'pump'],
  policyMode: 'strict',
  rotationDays: 30,
  graceDays: 1,
  spreadDays: 0,
  offlineDays: 1,
} as const;

/** One account with the fleet under test, and a second fleet that comes and goes beside it. */
export class FleetsSideBySide {
  private constructor(
    readonly testCloud: TestCloud,
    /** Of the default configuration. It was there first, and stays. */
    readonly first: DeployedFleet,
    readonly second: DeployedFleet,
    /** In which the operator's commands mean the second fleet. */
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** The second fleet is synthesised, and not deployed yet. */
  static async start(resources: ResourceStack): Promise<FleetsSideBySide> {
    const testCloud = await startDeployedCloud(resources);
    const environment = await synthesiseFleet(strictRules, join(testCloud.folder, 'second'), {
      workspaceRoot,
      resources,
      environment: testCloud.cloud.environment,
    });
    const second = new DeployedFleet(testCloud, tagOfSecond);
    return new FleetsSideBySide(testCloud, new DeployedFleet(testCloud), second, environment);
  }

  /** A command of the second fleet's operator: deploy, decommission, destroy. @returns what it printed */
  async operateSecond(...command: Parameters<typeof operate>[1]): Promise<string> {
    const ended = operate(this.testCloud, command, this.environment);
    await ended.succeed();
    return [...ended.stdout, ...ended.stderr].join('\n');
  }

  /** The same for its devices. */
  devicesOfSecond(...command: string[]): Promise<CommandEnd> {
    const { resources } = this.testCloud.cloud;
    const { environment } = this;
    return runFleetCli({ resources, environment }, 'devices', ...command, '--local');
  }

  sweepFirst(): Promise<SweepCounts> {
    return sweepByOperator(this.testCloud.cloud);
  }

  sweepSecond(): Promise<SweepCounts> {
    return sweepByOperator(this.testCloud.cloud, this.environment);
  }

  async status(certificateId: string): Promise<string | undefined> {
    return (await this.testCloud.iot.describeCertificate({ certificateId })).certificateDescription?.status;
  }

  async groupsOf(thingName: string): Promise<readonly string[]> {
    const { thingGroups = [] } = await this.testCloud.iot.listThingGroupsForThing({ thingName });
    return thingGroups.map(({ groupName }) => {
      assert(groupName !== undefined, 'A group has a name');
      return groupName;
    });
  }

  /** Provisions a device that is then away. */
  async provisionAndLeave(fleet: DeployedFleet, serial: string): Promise<PendingCertificate> {
    const { identity, session } = await fleet.provision(serial);
    await session.close();
    return identity;
  }
}
