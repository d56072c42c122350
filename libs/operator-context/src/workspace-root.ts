import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

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
  return resolve(root, environment['FLEET_CONFIG'] ?? join('apps', 'infra', 'fleet.config.json'));
}
