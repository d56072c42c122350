import type { RequestContext } from '@fleet/aws-wire';
import { invalidParameter, notFound } from './errors';
import type { SnsParts } from './sns-parts';
import type { Topic } from './topic-repository';

const namePattern = /^[A-Za-z0-9_-]{1,256}$/;
/** What is kept of a topic and answered. */
const keptAttributes = new Set(['DisplayName', 'KmsMasterKeyId', 'Policy']);
/** What is taken with the value that a topic has anyway. */
const fixedAttributes: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ['false'],
  FifoTopic: ['false'],
  TracingConfig: ['PassThrough'],
};

export function topicArn(name: string, { region, accountId }: RequestContext): string {
  return `arn:aws:sns:${region}:${accountId}:${name}`;
}

/** @throws AwsError InvalidParameter, also for the name of a FIFO topic: there are none */
export function checkTopicName(name: string): string {
  if (!namePattern.test(name)) {
    throw invalidParameter('Topic Name');
  }
  return name;
}

/**
 * The attributes that are kept; an empty one is as good as none.
 * @throws AwsError InvalidParameter that names an attribute that has no effect here
 */
export function keptOf(attributes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(attributes)) {
    if (keptAttributes.has(name)) {
      kept[name] = value;
    } else if (!fixedAttributes[name]?.includes(value)) {
      throw invalidParameter('AttributeName', `local-cloud has no topics with ${name} ${value}`.trim());
    }
  }
  return kept;
}

/**
 * @param arn what the request says
 * @throws AwsError InvalidParameter for no ARN of a topic of this account, NotFound
 */
export function existingTopic({ topics }: SnsParts, arn: string, context: RequestContext): Topic {
  const start = topicArn('', context);
  if (!arn.startsWith(start)) {
    throw invalidParameter('TopicArn', `there are topics with ARNs that begin with ${start}`);
  }
  const topic = topics.find(arn.slice(start.length));
  if (topic === undefined) {
    throw notFound('Topic');
  }
  return topic;
}

/** @throws AwsError InvalidParameter if the topic has another value of one of these */
export function refuseDifference(
  what: 'attributes' | 'tags',
  existing: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
): void {
  const isOther = ([name, value]: [string, string]): boolean =>
    existing[name] === undefined ? value !== '' : existing[name] !== value;
  const differs = Object.entries(asked).some(isOther);
  if (differs) {
    const parameter = what === 'tags' ? 'Tags' : 'Attributes';
    throw invalidParameter(parameter, `Topic already exists with different ${what}`);
  }
}
