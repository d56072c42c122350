import { findLocalCloud, localCloudDirectory, localEnvironment } from '@fleet/local-endpoints';
import { defined } from '@fleet/optional-members';
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

/** How a command line says where the fleet is. */
export interface TargetChoice {
  /** A running local-cloud instead of AWS. */
  readonly local?: boolean;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
  readonly region?: string;
}

/** A variable of the environment that names an endpoint of AWS is not a URL. */
export class InvalidEndpointError extends Error {
  override readonly name = 'InvalidEndpointError';
  constructor(variable: string, value: string) {
    super(`${variable} is not a URL: ${JSON.stringify(value)}. Correct it, or unset it.`);
  }
}

const credentialVariables: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]);

/** AWS with the user's own credentials, as every AWS tool finds them. */
function awsTarget(environment: NodeJS.ProcessEnv, { profile, region }: TargetChoice): Target {
  // A profile that is named comes before keys in the environment, as with the AWS CLI.
  const kept = Object.entries(environment).filter(
    ([name]) => profile === undefined || !credentialVariables.has(name),
  );
  const chosen = defined({ AWS_PROFILE: profile, AWS_REGION: region, AWS_DEFAULT_REGION: region });
  return { description: 'AWS', environment: { ...Object.fromEntries(kept), ...chosen } };
}

/** @throws LocalCloudNotRunningError */
async function localTarget(environment: NodeJS.ProcessEnv): Promise<Target> {
  const endpoints = await findLocalCloud(localCloudDirectory(environment, workspaceRoot()));
  return {
    description: `local-cloud at ${endpoints.aws}`,
    environment: localEnvironment(endpoints, environment),
    rootCa: await readFile(endpoints.rootCa, 'utf8'),
  };
}

/**
 * The target that a command line means. From here on, the SDK clients of this process work on it: they read their
 * settings from its environment, as every AWS tool does.
 * @throws LocalCloudNotRunningError, InvalidEndpointError
 */
export async function enterTarget(choice: TargetChoice): Promise<Target> {
  const target = choice.local === true ? await localTarget(process.env) : awsTarget(process.env, choice);
  checkEndpoints(target.environment);
  for (const name of Object.keys(process.env)) {
    if (target.environment[name] === undefined) {
      Reflect.deleteProperty(process.env, name);
    }
  }
  Object.assign(process.env, target.environment);
  return target;
}

/** The SDK reports this only as a fault of its own. */
function checkEndpoints(environment: NodeJS.ProcessEnv): void {
  for (const [variable, value] of Object.entries(environment)) {
    const isEndpoint = /^AWS_ENDPOINT_URL(_|$)/.test(variable);
    if (isEndpoint && value !== undefined && value !== '' && !URL.canParse(value)) {
      throw new InvalidEndpointError(variable, value);
    }
  }
}
