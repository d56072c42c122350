import type { Delivery } from './delivery-repository';
import { timestamp } from './invocation-text';

/** Why an invocation is given up. */
export type ExhaustedCondition = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** The last try of an invocation that is given up. */
export interface FailedInvocation {
  readonly delivery: Delivery;
  readonly executionId: string;
  readonly error: unknown;
  readonly condition: ExhaustedCondition;
}

/** SQS bounds a message with its attributes; what a target said of itself may be long. */
const longestErrorMessage = 1_000;

/**
 * The attributes of the message in the dead-letter queue, whose body is the target's text; see
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export function deadLetterAttributes({ delivery, executionId, error, condition }: FailedInvocation) {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return {
    ERROR_CODE: name,
    ERROR_MESSAGE: message.slice(0, longestErrorMessage) || name,
    EXECUTION_ID: executionId,
    EXHAUSTED_RETRY_CONDITION: condition,
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(Math.max(delivery.attempts - 1, 0)),
    SCHEDULED_TIME: timestamp(delivery.scheduledAt),
    SCHEDULE_ARN: delivery.scheduleArn,
    TARGET_ARN: delivery.target.arn,
  };
}
