import { findLocalCloud, localCloudDirectory, localEnvironment } from '@fleet/local-endpoints';
import { readFile } from 'node:fs/promises';
import { workspaceRoot } from './workspace-root';

/** The account that a command works on. */
export interface Target {
  /** For people: where the fleet is. */
  description: string;
  environment: NodeJS.ProcessEnv;
  /** PEM of the root CA that signs the MQTT endpoint's certificate, where it is not Amazon's. */
  rootCa?: string;
}

/** AWS with the user's own credentials, as every AWS tool finds them. */
function awsTarget(environment: NodeJS.ProcessEnv): Target {
  return { description: 'AWS', environment };
}

/** @throws LocalCloudNotRunningError */
async function localTarget(environment: NodeJS.ProcessEnv): Promise<Target> {
  const endpoints = await findLocalCloud(localCloudDirectory(environment, workspaceRoot()));
  return {
    description: `local-cloud at ${endpoints.aws}`,
    environment: { ...environment, ...localEnvironment(endpoints) },
    rootCa: await readFile(endpoints.rootCa, 'utf8'),
  };
}

/**
 * The target that a command line means. From here on, the SDK clients of this process work on it: they read their
 * settings from its environment, as every AWS tool does.
 * @throws LocalCloudNotRunningError
 */
export async function enterTarget({ local }: { readonly local?: boolean }): Promise<Target> {
  const target = local === true ? await localTarget(process.env) : awsTarget(process.env);
  Object.assign(process.env, target.environment);
  return target;
}
