import { join } from 'node:path';
import { configFile, readFleetConfig, readRootCa, workspaceRoot } from '@fleet/operator-context';
import { namedPath } from '@fleet/user-paths';
import type { AssemblyInputs } from './assembly/assembly-record';
import type { BundlePaths } from '@fleet/cdk';

/** Where the builds of the other apps lie; Nx builds them first. */
export function bundlePaths(root: string): BundlePaths {
  const built = (...path: string[]) => join(root, 'dist', 'apps', ...path);
  return {
    hookLambda: built('hook-lambda'),
    claimLambda: built('claim-lambda'),
    rotationLambda: built('rotation-lambda'),
    agent: built('edge-agent', 'agent.js'),
  };
}

/** What the fleet of this environment is synthesised from: its configuration, and what is built. */
export function assemblyInputs(
  environment: NodeJS.ProcessEnv,
  root: string = workspaceRoot(),
): AssemblyInputs {
  const path = configFile(environment, root);
  const config = readFleetConfig(path);
  return {
    config,
    rootCa: readRootCa(config, path),
    bundles: bundlePaths(root),
    program: [
      join(root, 'dist', 'apps', 'infra', 'program', 'synth.js'),
      ...['aws-cdk-lib', 'cdk-nag'].map((name) => join(root, 'node_modules', name, 'package.json')),
    ],
  };
}

/** Where the synthesised cloud assembly goes, and is deployed from. */
export function assemblyDirectory(environment: NodeJS.ProcessEnv, root: string = workspaceRoot()): string {
  return namedPath('FLEET_ASSEMBLY', environment) ?? join(root, 'dist', 'apps', 'infra', 'cdk.out');
}

/** Where the assembly of the pipeline goes: the pipeline's builds find it there, too. */
export function pipelineAssemblyDirectory(root: string): string {
  return join(root, 'dist', 'apps', 'infra', 'pipeline.out');
}

/** The pipeline's configuration file: `PIPELINE_CONFIG`, or the one in this app. */
export function pipelineConfigFile(environment: NodeJS.ProcessEnv, root: string): string {
  return namedPath('PIPELINE_CONFIG', environment) ?? join(root, 'apps', 'infra', 'pipeline.config.json');
}
