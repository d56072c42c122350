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

/**
 * A path as the user gave it, relative to where the user stands. Nx runs every program in the workspace's root, and
 * leaves NX_WORKSPACE_ROOT; where the user was, npm and npx tell in INIT_CWD.
 * @param workingDirectory of this process
 */
export function pathOfUser(
  path: string,
  environment: NodeJS.ProcessEnv,
  workingDirectory: string = process.cwd(),
): string {
  const movedByNx = environment['NX_WORKSPACE_ROOT'] !== undefined;
  return resolve(movedByNx ? (environment['INIT_CWD'] ?? workingDirectory) : workingDirectory, path);
}

/** The fleet's configuration file: `FLEET_CONFIG`, or the one in the infra app. */
export function configFile(environment: NodeJS.ProcessEnv, root: string = workspaceRoot()): string {
  const named = environment['FLEET_CONFIG'];
  return named === undefined
    ? join(root, 'apps', 'infra', 'fleet.config.json')
    : pathOfUser(named, environment);
}
