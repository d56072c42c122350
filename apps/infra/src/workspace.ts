import { join, resolve } from 'node:path';
import { workspaceRoot } from '@fleet/operator-context';
import type { BundlePaths } from './fleet-stack';

/** Where the builds of the other apps lie; Nx builds them first. */
export function bundlePaths(root: string = workspaceRoot()): BundlePaths {
  const built = (...path: string[]) => join(root, 'dist', 'apps', ...path);
  return {
    hookLambda: built('hook-lambda'),
    claimLambda: built('claim-lambda'),
    rotationLambda: built('rotation-lambda'),
    agent: built('edge-agent', 'agent.js'),
  };
}

/** Where the synthesised cloud assembly goes, and is deployed from. */
export function assemblyDirectory(environment: NodeJS.ProcessEnv, root: string = workspaceRoot()): string {
  return resolve(root, environment['FLEET_ASSEMBLY'] ?? join('dist', 'apps', 'infra', 'cdk.out'));
}
