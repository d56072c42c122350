import { AwsError } from '@fleet/aws-wire';
import { parsePolicyDocument, PolicyDocumentError } from '@fleet/iam-policy';

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
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};

const others = new Set([
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
]);

/**
 * Checks attributes as SQS does; those of queues that local-cloud does not have (FIFO) are refused.
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue
 */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = ranges[name];
    if (range === undefined && !others.has(name)) {
      throw new AwsError('InvalidAttributeName', `local-cloud has no queue attribute ${name}.`);
    }
    const inRange =
      name === 'Policy' ? isPolicy(value) : range === undefined || isWholeNumber(value, ...range);
    if (!inRange || (name === 'SqsManagedSseEnabled' && !['true', 'false'].includes(value))) {
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
  }
  if (
    attributes['SqsManagedSseEnabled'] === 'true' &&
    attributeIn(attributes, 'KmsMasterKeyId') !== undefined
  ) {
    throw new AwsError(
      'InvalidAttributeValue',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
}

/** The value of an attribute. An empty one takes the attribute away, so it is none. */
export function attributeIn(
  attributes: Readonly<Record<string, string>>,
  name: 'KmsMasterKeyId' | 'Policy' | 'RedriveAllowPolicy' | 'RedrivePolicy',
): string | undefined {
  const value = attributes[name];
  return value === '' ? undefined : value;
}

/** Attributes of a queue after some were given: of the two kinds of encryption, the one that was asked for last. */
export function withAttributes(
  before: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const after = { ...before, ...given };
  if (attributeIn(given, 'KmsMasterKeyId') !== undefined) {
    return { ...after, SqsManagedSseEnabled: 'false' };
  }
  return given['SqsManagedSseEnabled'] === 'true' ? { ...after, KmsMasterKeyId: '' } : after;
}

/** Whether it is the policy of a resource, or takes the policy away. */
function isPolicy(value: string): boolean {
  try {
    return value === '' || parsePolicyDocument(value, 'resource').statements.length > 0;
  } catch (error) {
    if (error instanceof PolicyDocumentError) {
      return false;
    }
    throw error;
  }
}

function isWholeNumber(value: string, least: number, most: number): boolean {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= least && number <= most;
}
