import type {
  CreateFunctionCommandInput,
  FunctionConfiguration,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { invalidParameter } from './errors';
import { networkOf } from './function-network';
import type { FunctionRecord } from './function-record';

type SettingsInput = Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName' | 'RevisionId'> &
  Pick<CreateFunctionCommandInput, 'PackageType' | 'Architectures'>;

type Settings = Pick<
  FunctionRecord,
  | 'role'
  | 'runtime'
  | 'handler'
  | 'description'
  | 'timeout'
  | 'memorySize'
  | 'environment'
  | 'architectures'
  | 'logGroup'
  | 'deadLetterTargetArn'
  | 'network'
>;

/** What a function has that is made without a word about it ("CreateFunction", API reference). */
const defaults = { description: '', timeout: 3, memorySize: 128 };
const reservedVariables =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_.*|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;
const maximumEnvironmentBytes = 4096;

/**
 * The settings of a function after a create or an update: what the request says, else what was.
 *
 * @throws InvalidParameterValueException, also for what local-cloud does not run
 */
export function settingsOf(name: string, input: SettingsInput, before?: Settings): Settings {
  refuseUnsupported(input);
  const settings: Settings = {
    role: required('Role', input.Role ?? before?.role),
    runtime: required('Runtime', input.Runtime ?? before?.runtime),
    handler: required('Handler', input.Handler ?? before?.handler),
    description: input.Description ?? before?.description ?? defaults.description,
    timeout: input.Timeout ?? before?.timeout ?? defaults.timeout,
    memorySize: input.MemorySize ?? before?.memorySize ?? defaults.memorySize,
    environment: input.Environment ? (input.Environment.Variables ?? {}) : before?.environment,
    architectures: architecturesOf(input.Architectures ?? before?.architectures),
    logGroup: input.LoggingConfig?.LogGroup ?? before?.logGroup ?? `/aws/lambda/${name}`,
    deadLetterTargetArn: input.DeadLetterConfig
      ? input.DeadLetterConfig.TargetArn || undefined
      : before?.deadLetterTargetArn,
    network: networkOf(input.VpcConfig, before?.network),
  };
  checkSettings(settings);
  return settings;
}

function required(member: string, value: string | undefined): string {
  if (value === undefined || value === '') {
    throw invalidParameter(`${member} is required.`);
  }
  return value;
}

/** @throws InvalidParameterValueException */
export function architecturesOf(values: readonly string[] | undefined): Settings['architectures'] {
  return (values ?? ['x86_64']).map((value) => {
    if (value === 'x86_64' || value === 'arm64') {
      return value;
    }
    throw invalidParameter(`Architecture ${value} is neither x86_64 nor arm64.`);
  });
}

function refuseUnsupported(input: SettingsInput): void {
  const used = [
    ['PackageType Image', input.PackageType === 'Image'],
    ['SnapStart', input.SnapStart?.ApplyOn === 'PublishedVersions'],
    ['LoggingConfig.LogFormat JSON', input.LoggingConfig?.LogFormat === 'JSON'],
  ] as const;
  const [name] = used.find(([, isUsed]) => isUsed) ?? [];
  if (name) {
    throw invalidParameter(`local-cloud does not run functions with ${name}.`);
  }
}

function checkSettings(settings: Settings): void {
  if (!runtimeOf(settings.runtime)) {
    throw invalidParameter(`local-cloud runs ${nodeRuntimes.join(', ')}, and not ${settings.runtime}.`);
  }
  if (!/^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/.+$/.test(settings.role)) {
    throw invalidParameter(`The role defined for the function is not the ARN of a role: ${settings.role}.`);
  }
  checkRange('Timeout', settings.timeout, 1, 900);
  checkRange('MemorySize', settings.memorySize, 128, 10_240);
  if (settings.handler.length > 128) {
    throw invalidParameter('Handler has more than 128 characters.');
  }
  checkEnvironment(settings.environment ?? {});
}

function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(environment).filter((key) => reservedVariables.test(key));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const odd = Object.keys(environment).find((key) => !/^[a-zA-Z]\w+$/.test(key));
  if (odd !== undefined) {
    throw invalidParameter(`Environment variable ${JSON.stringify(odd)} has an illegal name.`);
  }
  if (Buffer.byteLength(JSON.stringify(environment)) > maximumEnvironmentBytes) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the ${maximumEnvironmentBytes} bytes limit.`,
    );
  }
}

function checkRange(member: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalidParameter(`${member} must be a whole number from ${least} to ${most}, not ${value}.`);
  }
}

/** A function as the API shows it. It is ready as soon as it is stored. */
export function configurationOf(record: FunctionRecord): FunctionConfiguration {
  const { environment, deadLetterTargetArn, network } = record;
  return {
    FunctionName: record.name,
    FunctionArn: record.arn,
    Role: record.role,
    Runtime: runtimeOf(record.runtime),
    Handler: record.handler,
    Description: record.description,
    Timeout: record.timeout,
    MemorySize: record.memorySize,
    CodeSha256: record.codeSha256,
    CodeSize: record.codeSize,
    LastModified: new Date(record.lastModified).toISOString().replace('Z', '+0000'),
    RevisionId: record.revisionId,
    Architectures: record.architectures,
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    TracingConfig: { Mode: 'PassThrough' },
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: record.logGroup },
    Environment: environment && { Variables: environment },
    DeadLetterConfig: deadLetterTargetArn === undefined ? undefined : { TargetArn: deadLetterTargetArn },
    VpcConfig: network && { SubnetIds: network.subnetIds, SecurityGroupIds: network.securityGroupIds },
  };
}

export function isOldRuntime(runtime: string): boolean {
  return oldRuntimes.some((old) => old === runtime);
}

function runtimeOf(runtime: string): FunctionConfiguration['Runtime'] {
  return nodeRuntimes.find((known) => known === runtime);
}

/** Runtimes that no Node.js is there for any more: local-cloud runs their functions by the one that runs itself. */
const oldRuntimes = [
  'nodejs12.x',
  'nodejs14.x',
  'nodejs16.x',
  'nodejs18.x',
] as const satisfies readonly FunctionConfiguration['Runtime'][];

export const nodeRuntimes = [
  ...oldRuntimes,
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
] as const satisfies readonly FunctionConfiguration['Runtime'][];
