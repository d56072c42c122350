import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namedPath } from '@fleet/user-paths';

/** The folder with nx.json, upwards of where this program lies. */
export function workspaceRoot(from: string = __dirname): string {
  if (existsSync(join(from, 'nx.json'))) {
    return from;
  }
  const above = dirname(from);
  if (above === from) {
    throw new Error('This program has to run inside the workspace: no nx.json above it');
  }
  return workspaceRoot(above);
}

/** The fleet's configuration file: `FLEET_CONFIG`, or the one in the infra app. */
export function configFile(environment: NodeJS.ProcessEnv, root: string = workspaceRoot()): string {
  return namedPath('FLEET_CONFIG', environment) ?? join(root, 'apps', 'infra', 'fleet.config.json');
}
