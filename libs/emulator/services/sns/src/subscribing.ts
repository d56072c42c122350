import { randomBytes, randomUUID } from 'node:crypto';
import { invalidParameter } from './errors';
import { confirmationRequest } from './http-messages';
import type { SnsParts } from './sns-parts';
import type { Subscription } from './subscription-repository';
import { hasToConfirm } from './subscriptions';

/**
 * The subscription of an endpoint, made unless it is there. One that has to be confirmed is asked to do so, again if it
 * was asked before. Within a transaction.
 * @throws AwsError InvalidParameter
 */
export function subscribed(
  { subscriptions, clock, http, links }: SnsParts,
  asked: Omit<Subscription, 'arn' | 'token'>,
): Subscription {
  const { topicArn, protocol, endpoint, isRaw } = asked;
  const existing = subscriptions.findEndpoint(topicArn, protocol, endpoint);
  if (existing !== undefined && existing.isRaw !== isRaw) {
    throw invalidParameter('Attributes', 'Subscription already exists with different attributes');
  }
  const token = hasToConfirm(protocol) ? randomBytes(64).toString('hex') : undefined;
  const subscription = existing ?? { ...asked, arn: `${topicArn}:${randomUUID()}`, token };
  subscriptions.save(subscription);
  if (subscription.token !== undefined) {
    http.add(confirmationRequest(subscription, links.confirm(topicArn, subscription.token), clock.now()));
  }
  return subscription;
}

/** @throws AwsError InvalidParameter for a token that is none, or has been used */
export function confirmed({ subscriptions }: SnsParts, topicArn: string, token: string): Subscription {
  const found = subscriptions.findToken(topicArn, token);
  if (found === undefined) {
    throw invalidParameter('Token');
  }
  const subscription = { ...found, token: undefined };
  subscriptions.save(subscription);
  return subscription;
}
