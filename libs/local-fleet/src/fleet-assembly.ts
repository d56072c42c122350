import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { ManagedProcess } from './managed-process';
import type { OperatorOptions } from './operator';

/**
 * Synthesises a fleet of another configuration than the workspace's own, with the bundles that are built already.
 * Several fleets, of different resource tags, can live in one account.
 * @param folder for the configuration file and the cloud assembly
 * @returns the environment in which the operator's commands mean this fleet
 * @throws ProcessFailedError
 */
export async function synthesiseFleet(
  config: Partial<FleetConfig>,
  folder: string,
  options: OperatorOptions,
): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, 'fleet.config.json');
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(parseFleetConfig(config)));
  const environment = { ...options.environment, FLEET_CONFIG: file, FLEET_ASSEMBLY: join(folder, 'cdk.out') };
  await new ManagedProcess({
    title: 'infra synth',
    resources: options.resources,
    arguments: [join(options.workspaceRoot, 'dist', 'apps', 'infra', 'program', 'synth.js')],
    cwd: options.workspaceRoot,
    environment,
    ...defined({ onLine: options.onLine }),
  }).succeed();
  return environment;
}
