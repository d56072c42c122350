import type * as Lambda from '@aws-sdk/client-lambda';
import { invalidParameter } from './errors';
import type { EventSourceMapping } from './event-source-mapping';

export type EventSourceSettings = Pick<
  EventSourceMapping,
  'enabled' | 'batchSize' | 'batchingWindow' | 'reportBatchItemFailures' | 'maximumConcurrency'
>;

type Input = Omit<Lambda.CreateEventSourceMappingRequest, 'EventSourceArn' | 'FunctionName' | 'Tags'>;

const queueArnPattern = /^arn:aws[a-zA-Z-]*:sqs:([a-z0-9-]+):(\d{12}):[A-Za-z0-9_-]{1,80}$/;
/** "Lambda parameters for Amazon SQS event source mappings": standard queues. */
const largestBatch = 10_000;
const largestBatchWithoutWindow = 10;
const longestWindowSeconds = 300;

/**
 * @returns the ARN of a queue of this region and account
 * @throws InvalidParameterValueException for any other source of events, by its name
 */
export function queueArnOf(
  source: string | undefined,
  { region, accountId }: { region: string; accountId: string },
): string {
  if (source === undefined) {
    throw invalidParameter('EventSourceArn is required: local-cloud takes events from SQS queues only.');
  }
  const [, , service] = source.split(':');
  if (service !== 'sqs') {
    throw invalidParameter(
      `local-cloud takes events from SQS queues only, not from ${service || source}: ${source}.`,
    );
  }
  if (source.endsWith('.fifo')) {
    throw invalidParameter(`local-cloud has no FIFO queues: ${source}.`);
  }
  const [, sourceRegion, sourceAccount] = queueArnPattern.exec(source) ?? [];
  if (sourceRegion !== region || sourceAccount !== accountId) {
    throw invalidParameter(`${source} is not the ARN of a queue in ${region} of account ${accountId}.`);
  }
  return source;
}

/**
 * Settings of a mapping; those that are not given stay as they were before.
 * @throws InvalidParameterValueException
 */
export function eventSourceSettings(input: Input, before?: EventSourceSettings): EventSourceSettings {
  const batchSize = input.BatchSize ?? before?.batchSize ?? 10;
  const batchingWindow = input.MaximumBatchingWindowInSeconds ?? before?.batchingWindow ?? 0;
  checkRange('BatchSize', batchSize, 1, largestBatch);
  checkRange('MaximumBatchingWindowInSeconds', batchingWindow, 0, longestWindowSeconds);
  if (batchSize > largestBatchWithoutWindow && batchingWindow === 0) {
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10.',
    );
  }
  const maximumConcurrency = input.ScalingConfig
    ? input.ScalingConfig.MaximumConcurrency
    : before?.maximumConcurrency;
  if (maximumConcurrency !== undefined) {
    checkRange('ScalingConfig.MaximumConcurrency', maximumConcurrency, 2, 1_000);
  }
  return {
    batchSize,
    batchingWindow,
    maximumConcurrency,
    enabled: input.Enabled ?? before?.enabled ?? true,
    reportBatchItemFailures: input.FunctionResponseTypes
      ? reportsFailures(input.FunctionResponseTypes)
      : (before?.reportBatchItemFailures ?? false),
  };
}

function reportsFailures(types: readonly string[]): boolean {
  const other = types.find((type) => type !== 'ReportBatchItemFailures');
  if (other !== undefined || types.length > 1) {
    throw invalidParameter(`FunctionResponseTypes can be ReportBatchItemFailures, not ${types.join(', ')}.`);
  }
  return types.length === 1;
}

function checkRange(member: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw invalidParameter(`${member} must be a whole number from ${least} to ${most}, not ${value}.`);
  }
}
