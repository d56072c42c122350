import type * as Lambda from '@aws-sdk/client-lambda';
import type { Parsed, ServiceHandlers } from '@fleet/aws-wire';
import { invalidParameter, resourceNotFound } from './errors';
import type { EventInvokeConfig, FunctionRecord } from './function-record';
import { existingFunction } from './functions';
import type { LambdaParts } from './lambda-parts';

type LambdaHandlers = ServiceHandlers<typeof Lambda>;
type Input = Parsed<Lambda.PutFunctionEventInvokeConfigCommandInput>;

function configOf(
  input: Input,
  lastModified: number,
  before: EventInvokeConfig | undefined,
): EventInvokeConfig {
  const config: EventInvokeConfig = {
    lastModified,
    maximumRetryAttempts: input.MaximumRetryAttempts ?? before?.maximumRetryAttempts,
    maximumEventAgeInSeconds: input.MaximumEventAgeInSeconds ?? before?.maximumEventAgeInSeconds,
    onSuccess: input.DestinationConfig ? input.DestinationConfig.OnSuccess?.Destination : before?.onSuccess,
    onFailure: input.DestinationConfig ? input.DestinationConfig.OnFailure?.Destination : before?.onFailure,
  };
  checkRange('MaximumRetryAttempts', config.maximumRetryAttempts, 0, 2);
  checkRange('MaximumEventAgeInSeconds', config.maximumEventAgeInSeconds, 60, 21_600);
  for (const target of [config.onSuccess, config.onFailure]) {
    if (target !== undefined && !/^arn:aws[a-zA-Z-]*:(sqs|lambda):/.test(target)) {
      throw invalidParameter(`local-cloud sends to queues and functions, not to ${target}.`);
    }
  }
  return config;
}

function checkRange(member: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
    throw invalidParameter(`${member} must be a whole number from ${least} to ${most}, not ${value}.`);
  }
}

function shown(record: FunctionRecord) {
  const config = record.eventInvokeConfig;
  if (!config) {
    throw resourceNotFound(`The function ${record.arn}:$LATEST doesn't have an EventInvokeConfig`);
  }
  return {
    FunctionArn: `${record.arn}:$LATEST`,
    LastModified: new Date(config.lastModified),
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeInSeconds,
    DestinationConfig: {
      OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
      OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
    },
  };
}

/** Retries and destinations of events. */
export function eventInvokeConfigHandlers(parts: LambdaParts): LambdaHandlers {
  const save = (input: Input, merge: boolean) => {
    const record = existingFunction(parts, input.FunctionName, input.Qualifier);
    const before = merge ? record.eventInvokeConfig : undefined;
    const changed = { ...record, eventInvokeConfig: configOf(input, parts.clock.nowMillis(), before) };
    parts.functions.save(changed);
    return shown(changed);
  };
  return {
    PutFunctionEventInvokeConfig: (input) => save(input, false),
    UpdateFunctionEventInvokeConfig: (input) => save(input, true),
    GetFunctionEventInvokeConfig: (input) =>
      shown(existingFunction(parts, input.FunctionName, input.Qualifier)),
    ListFunctionEventInvokeConfigs(input) {
      const record = existingFunction(parts, input.FunctionName);
      return { FunctionEventInvokeConfigs: record.eventInvokeConfig ? [shown(record)] : [] };
    },
    DeleteFunctionEventInvokeConfig(input) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      shown(record);
      parts.functions.save({ ...record, eventInvokeConfig: undefined });
      return {};
    },
  };
}
