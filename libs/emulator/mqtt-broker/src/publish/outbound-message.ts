import type { BrokerLimits } from '../limits';
import type { PublishDestination } from '../topics/reserved-topic';
import { publishDestination } from '../topics/reserved-topic';
import { brokenTopicLimit } from '../topics/topic-limits';
import { hasWildcard } from '../topics/topic-filter';

/** A message that the cloud itself publishes. */
export interface OutboundMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
  /** How many rules have republished it one after the other. */
  readonly republished?: number;
}

/** A message that cannot be published as it is; the message says why. */
export class MessageRefusedError extends Error {
  override readonly name = 'MessageRefusedError';
}

/** @throws MessageRefusedError */
export function destinationOf(
  { topic, payload }: OutboundMessage,
  limits: BrokerLimits,
): Extract<PublishDestination, { kind: 'subscribers' | 'basic-ingest' }> {
  if (topic === '' || hasWildcard(topic)) {
    throw new MessageRefusedError('A topic to publish on is not empty and has no wildcards.');
  }
  if (payload.length > limits.payloadBytes) {
    throw new MessageRefusedError(`A payload has at most ${limits.payloadBytes} bytes.`);
  }
  const brokenLimit = brokenTopicLimit(topic, limits);
  if (brokenLimit !== undefined) {
    throw new MessageRefusedError(`Not published: ${brokenLimit}.`);
  }
  const destination = publishDestination(topic);
  if (destination.kind === 'subscribers' || destination.kind === 'basic-ingest') {
    return destination;
  }
  throw new MessageRefusedError(`The topic ${topic} is reserved for AWS.`);
}
