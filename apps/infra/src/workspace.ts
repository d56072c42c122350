import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BundlePaths } from './fleet-stack';

/** The folder with nx.json, upwards of where this program lies. */
export function workspaceRoot(from: string = __dirname): string {
  if (existsSync(join(from, 'nx.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('This program has to run inside the workspace: no nx.json above it');
  return workspaceRoot(above);
}

/** Where the builds of the other apps lie; Nx builds them first. */
export function bundlePaths(root: string = workspaceRoot()): BundlePaths {
  const built = (...path: string[]) => join(root, 'dist', 'apps', ...path);
  return {
    hookLambda: built('hook-lambda'),
    claimLambda: built('claim-lambda'),
    agent: built('edge-agent', 'agent.js'),
  };
}

/** The fleet's configuration file: `FLEET_CONFIG`, or the one in this app. */
export function configFile(environment: NodeJS.ProcessEnv, root: string = workspaceRoot()): string {
  return resolve(root, environment['FLEET_CONFIG'] ?? join('apps', 'infra', 'fleet.config.json'));
}

/** Where the synthesised cloud assembly goes, and is deployed from. */
export function assemblyDirectory(environment: NodeJS.ProcessEnv, root: string = workspaceRoot()): string {
  return resolve(root, environment['FLEET_ASSEMBLY'] ?? join('dist', 'apps', 'infra', 'cdk.out'));
}
