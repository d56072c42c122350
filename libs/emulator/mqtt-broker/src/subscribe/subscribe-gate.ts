import type { DeviceConnection } from '../connect/device-connection';
import type { ReasonCode } from '../connect/reason-codes';
import { reason } from '../connect/reason-codes';
import type { BrokerLimits } from '../limits';
import { isSubscribable } from '../topics/reserved-topic';
import { brokenTopicLimit } from '../topics/topic-limits';

export type SubscribeVerdict =
  | { readonly kind: 'granted' }
  /** A failure code in the SUBACK. */
  | { readonly kind: 'denied'; readonly why: string }
  /** The whole connection is closed. */
  | { readonly kind: 'fault'; readonly reasonCode: ReasonCode; readonly why: string };

/** One filter of a SUBSCRIBE packet, with the number of filters in that packet. */
export interface RequestedSubscription {
  readonly filter: string;
  readonly qos: number;
  readonly filtersInPacket: number;
}

export function judgeSubscribe(
  requested: RequestedSubscription,
  connection: DeviceConnection,
  limits: BrokerLimits,
): SubscribeVerdict {
  const { filter, qos, filtersInPacket } = requested;
  if (qos === 2) {
    return { kind: 'fault', reasonCode: reason.qosNotSupported, why: 'AWS IoT Core does not support QoS 2' };
  }
  if (filtersInPacket > limits.filtersPerSubscribe) {
    const why = `${filtersInPacket} filters in one SUBSCRIBE, at most ${limits.filtersPerSubscribe} are allowed`;
    return { kind: 'fault', reasonCode: reason.quotaExceeded, why };
  }
  const brokenLimit = brokenTopicLimit(filter, limits);
  if (brokenLimit !== undefined) {
    return { kind: 'denied', why: brokenLimit };
  }
  if (!isSubscribable(filter)) {
    return { kind: 'denied', why: 'the topic is reserved and has no subscribers' };
  }
  if (!connection.may('iot:Subscribe', 'topicfilter', filter)) {
    return { kind: 'denied', why: 'no policy of the certificate allows iot:Subscribe on this filter' };
  }
  const held = connection.subscriptions;
  if (!held.has(filter) && held.size >= limits.subscriptionsPerConnection) {
    const why = `${limits.subscriptionsPerConnection} subscriptions on a connection are the limit`;
    return { kind: 'denied', why };
  }
  return { kind: 'granted' };
}
