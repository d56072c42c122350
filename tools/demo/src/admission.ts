import { join } from 'node:path';
import { InadmissibleSerialError, parseSerial, serialRules, type FleetConfig } from '@fleet/fleet-contract';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { demoSerial } from './places';

/** The configured fleet refuses the demo's device, whatever the demo does. */
export class DemoRefusedError extends Error {
  override readonly name = 'DemoRefusedError';
}

/**
 * Makes sure that the fleet's rules admit the serial of the demo's device.
 * @throws DemoRefusedError
 */
export function assertAdmissible(config: FleetConfig): void {
  try {
    parseSerial(demoSerial, serialRules(config));
  } catch (error) {
    if (!(error instanceof InadmissibleSerialError)) {
      throw error;
    }
    const advice = 'Name a configuration that admits it in FLEET_CONFIG.';
    throw new DemoRefusedError(`This fleet refuses the device of the demo. ${error.message} ${advice}`);
  }
}

/** Where only listed devices may provision: puts the demo's device on the list, as an operator does. */
export async function allowDevice(
  cloud: Pick<LocalCloudProcess, 'environment'>,
  fleet: {
    readonly config: Pick<FleetConfig, 'provisioning'>;
    readonly workspaceRoot: string;
    readonly resources: ResourceStack;
  },
  note: (line: string) => void,
): Promise<void> {
  if (fleet.config.provisioning !== 'allowlist') {
    return;
  }
  const command = new ManagedProcess({
    title: `fleet-cli devices allow ${demoSerial}`,
    resources: fleet.resources,
    arguments: [
      join(fleet.workspaceRoot, 'dist', 'apps', 'fleet-cli', 'main.js'),
      ...['devices', 'allow', demoSerial, '--local'],
    ],
    environment: cloud.environment,
    onLine: (line, stream) => stream === 'stdout' && note(line),
  });
  await command.succeed();
}
