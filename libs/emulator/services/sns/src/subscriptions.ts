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

const longestEndpoint = 2_048;
/** One address, which can stand in a header of a mail as it is. */
const address = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}$/;

/** @throws AwsError InvalidParameter for no ARN of a function or queue, no URL, no address of mail */
export function endpointOf(protocol: Protocol, endpoint: string | undefined): string {
  if (endpoint === undefined || !fits(protocol, endpoint)) {
    throw invalidParameter(faults[protocol]);
  }
  return endpoint;
}

const faults: Readonly<Record<Protocol, string>> = {
  sqs: 'SQS endpoint ARN',
  lambda: 'Lambda endpoint ARN',
  http: 'Endpoint must match the specified protocol',
  https: 'Endpoint must match the specified protocol',
  email: 'Email address',
  'email-json': 'Email address',
};

function fits(protocol: Protocol, endpoint: string): boolean {
  switch (protocol) {
    case 'sqs':
    case 'lambda':
      return endpoint.startsWith(`arn:aws:${protocol}:`);
    case 'http':
    case 'https':
      return (
        endpoint.length <= longestEndpoint &&
        URL.canParse(endpoint) &&
        new URL(endpoint).protocol === `${protocol}:`
      );
    case 'email':
    case 'email-json':
      return address.test(endpoint);
  }
}

/**
 * Whether an endpoint has to confirm that it wants messages. On AWS addresses of mail have to, too; here the mail stays
 * on the machine of who has subscribed it.
 */
export function hasToConfirm(protocol: Protocol): boolean {
  return protocol === 'http' || protocol === 'https';
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
  if (raw === 'true' && !['sqs', 'http', 'https'].includes(protocol)) {
    const reason = `Delivery protocol [${protocol}] does not support raw message delivery.`;
    throw invalidParameter('Attributes', reason);
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
