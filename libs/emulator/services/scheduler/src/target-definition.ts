import type { Target } from '@aws-sdk/client-scheduler';
import type { Parsed } from '@fleet/aws-wire';
import * as z from 'zod';
import { checkPattern, checkRange } from './constraints';
import { invalid } from './errors';

/** What a schedule invokes, and what becomes of an invocation that fails. */
export const targetDefinition = z.object({
  arn: z.string(),
  roleArn: z.string(),
  /** The text that is sent; a notification of the service's own when there is none. */
  input: z.string().optional(),
  deadLetterArn: z.string().optional(),
  maximumRetryAttempts: z.number(),
  maximumEventAgeInSeconds: z.number(),
});
export type TargetDefinition = z.infer<typeof targetDefinition>;

const functionArnPattern =
  /^arn:aws(-[a-z]+)*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(:[\w$-]{1,128})?$/;
const queueArnPattern = /^arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/;
const roleArnPattern = /^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/;
/** What a message of SQS, and an event of Lambda, may have. */
const largestInputBytes = 256 * 1024;
/** What is tried when a schedule does not say otherwise: a day long. */
const defaultRetryAttempts = 185;
const defaultEventAgeSeconds = 86_400;

/**
 * Reads the target of a request.
 * @throws AwsError ValidationException, also for a target that this cloud has no service for
 */
export function targetOf(target: Parsed<Target>): TargetDefinition {
  const { Arn: arn, RoleArn: roleArn, Input: input, DeadLetterConfig, RetryPolicy } = target;
  const isFunction = functionArnPattern.test(arn);
  if (!isFunction && !queueArnPattern.test(arn)) {
    throw invalid(
      `Provided Arn is not in correct format, or not of a function or a queue, which local-cloud schedules: ${arn}`,
    );
  }
  if (input !== undefined) {
    checkInput(input, isFunction);
  }
  const deadLetterArn = DeadLetterConfig?.Arn;
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = RetryPolicy ?? {};
  return {
    arn,
    roleArn: checkPattern(roleArn, 'target.roleArn', roleArnPattern),
    input,
    deadLetterArn:
      deadLetterArn && checkPattern(deadLetterArn, 'target.deadLetterConfig.arn', queueArnPattern),
    maximumRetryAttempts: checkRange(
      attempts ?? defaultRetryAttempts,
      'target.retryPolicy.maximumRetryAttempts',
      ...([0, 185] as const),
    ),
    maximumEventAgeInSeconds: checkRange(
      age ?? defaultEventAgeSeconds,
      'target.retryPolicy.maximumEventAgeInSeconds',
      ...([60, 86_400] as const),
    ),
  };
}

/** A target as GetSchedule answers it: with the retry policy that is in force. */
export function describeTarget(target: TargetDefinition): Target {
  return {
    Arn: target.arn,
    RoleArn: target.roleArn,
    Input: target.input,
    DeadLetterConfig: target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
    RetryPolicy: {
      MaximumRetryAttempts: target.maximumRetryAttempts,
      MaximumEventAgeInSeconds: target.maximumEventAgeInSeconds,
    },
  };
}

function checkInput(input: string, mustBeJson: boolean): void {
  if (input === '' || Buffer.byteLength(input) > largestInputBytes) {
    throw invalid(`The Input of a target has 1 to ${largestInputBytes} bytes.`);
  }
  if (!mustBeJson) {
    return;
  }
  try {
    JSON.parse(input);
  } catch {
    throw invalid('Invalid Input: the input of a function must be well-formed JSON.');
  }
}
