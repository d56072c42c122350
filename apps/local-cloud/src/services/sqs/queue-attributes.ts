import { AwsError } from '@fleet/aws-wire';

/** Attributes that a queue has from the start, with the values of SQS (API reference, SetQueueAttributes). */
export const defaultAttributes: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};

const others = new Set(['Policy', 'SqsManagedSseEnabled']);

/**
 * Checks attributes as SQS does; those of queues that local-cloud does not have (FIFO, redrive, KMS) are refused.
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue
 */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = ranges[name];
    if (range === undefined && !others.has(name)) {
      throw new AwsError('InvalidAttributeName', `local-cloud has no queue attribute ${name}.`);
    }
    const number = Number(value);
    if (range !== undefined && !(Number.isInteger(number) && number >= range[0] && number <= range[1])) {
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
  }
}
