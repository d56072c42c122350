import { AwsError } from '@fleet/aws-wire';
import { invalidParameter, notFound } from './errors';
import type { SnsParts } from './sns-parts';
import { protocols } from './subscription-repository';
import type { Protocol, Subscription } from './subscription-repository';

/** @throws AwsError InvalidParameter for what local-cloud does not deliver to */
export function protocolOf(protocol: string): Protocol {
  const known = protocols.find((each) => each === protocol);
  if (known === undefined) {
    throw invalidParameter(
      'Protocol',
      `local-cloud delivers to ${protocols.join(' and ')}, not to ${protocol}`,
    );
  }
  return known;
}

/** @throws AwsError InvalidParameter for no ARN of a function or queue */
export function endpointOf(protocol: Protocol, endpoint: string | undefined): string {
  if (endpoint === undefined || !endpoint.startsWith(`arn:aws:${protocol}:`)) {
    const kind = protocol === 'sqs' ? 'SQS' : 'Lambda';
    throw invalidParameter(`${kind} endpoint ARN`);
  }
  return endpoint;
}

/**
 * Whether the attributes ask for messages without what SNS says of them.
 * @throws AwsError InvalidParameter that names an attribute that has no effect here
 */
export function isRawIn(
  attributes: Readonly<Record<string, string | undefined>>,
  protocol: Protocol,
): boolean | undefined {
  const { RawMessageDelivery: raw, ...others } = attributes;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw invalidParameter('AttributeName', `local-cloud has no subscriptions with ${unknown}`);
  }
  if (raw !== undefined && raw !== 'true' && raw !== 'false') {
    throw invalidParameter('Attributes', `RawMessageDelivery is true or false, not ${raw}`);
  }
  if (raw === 'true' && protocol === 'lambda') {
    throw invalidParameter('Attributes', 'Delivery protocol [lambda] does not support raw message delivery.');
  }
  return raw === undefined ? undefined : raw === 'true';
}

/** @throws AwsError InvalidParameter for no ARN of a subscription, NotFound */
export function existingSubscription({ subscriptions }: SnsParts, arn: string): Subscription {
  if (!/^arn:aws:sns:[^:]*:\d{12}:[^:]+:[^:]+$/.test(arn)) {
    throw new AwsError('InvalidParameter', 'Invalid parameter: SubscriptionId');
  }
  const found = subscriptions.find(arn);
  if (found === undefined) {
    throw notFound('Subscription');
  }
  return found;
}
