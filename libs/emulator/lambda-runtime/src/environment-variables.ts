import type { DeployedFunction, FunctionCredentials } from './function';

export interface EnvironmentSettings {
  readonly region: string;
  readonly endpointUrl: string;
  readonly credentials: FunctionCredentials;
  readonly logStream: string;
  /** Folder that holds the runtime's own `node_modules`. */
  readonly runtimeDirectory: string;
  readonly temporaryDirectory: string;
}

/**
 * The variables of a function's process, and no others: Lambda's reserved ones (see "Using Lambda environment
 * variables") and the function's own, which cannot replace a reserved one.
 */
export function environmentVariables(
  fn: DeployedFunction,
  settings: EnvironmentSettings,
): Record<string, string> {
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    NODE_PATH: `${settings.runtimeDirectory}/node_modules`,
    // The SDK's advice to move to a newer Node.js concerns this machine, not the function.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL: settings.endpointUrl,
    ...fn.environment,
    TMPDIR: settings.temporaryDirectory,
    // Else the AWS SDK would read the configuration in the home folder of this cloud's user.
    HOME: settings.temporaryDirectory,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_ACCESS_KEY_ID: settings.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: settings.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: settings.credentials.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: settings.logStream,
    LAMBDA_TASK_ROOT: fn.codeDirectory,
    LAMBDA_RUNTIME_DIR: settings.runtimeDirectory,
    _HANDLER: fn.handler,
  };
}

/** V8's limits for a function's memory, in the proportions of the managed Node.js runtime. */
export function memoryFlags(megabytes: number): string[] {
  return [
    `--max-old-space-size=${Math.floor(megabytes * 0.9)}`,
    `--max-semi-space-size=${Math.max(1, Math.floor(megabytes * 0.05))}`,
  ];
}
