import type { DeviceConnection } from '../connect/device-connection';
import { reason } from '../connect/reason-codes';
import type { BrokerLimits } from '../limits';
import { absentService, isSubscribable } from '../topics/reserved-topic';
import { brokenTopicLimit } from '../topics/topic-limits';
import { brokenSharedFilter, parseSharedFilter } from './shared-filter';
import type { SubscribeRequest } from './subscribe-requests';

export type SubscribeVerdict =
  | { readonly kind: 'granted' }
  /** A failure code in the SUBACK. */
  | { readonly kind: 'denied'; readonly reasonCode: number; readonly why: string }
  /** local-cloud does not have what AWS IoT Core has here. */
  | { readonly kind: 'absent'; readonly reasonCode: number; readonly why: string }
  /** The whole connection is closed. */
  | { readonly kind: 'fault'; readonly reasonCode: number; readonly why: string };

/** One filter of a SUBSCRIBE packet. */
export interface RequestedSubscription {
  readonly filter: string;
  readonly qos: number;
  readonly request: SubscribeRequest;
}

export function judgeSubscribe(
  requested: RequestedSubscription,
  connection: DeviceConnection,
  limits: BrokerLimits,
): SubscribeVerdict {
  const fault = faultOf(requested, limits);
  if (fault) {
    return fault;
  }
  const { filter } = requested;
  const why = brokenFilter(filter, limits);
  if (why !== undefined) {
    return refused(connection, reason.topicFilterInvalid, why);
  }
  // Guessed: a shared subscription needs permission for its whole text.
  if (!connection.may('iot:Subscribe', 'topicfilter', filter)) {
    const denial = 'no policy of the certificate allows iot:Subscribe on this filter';
    return refused(connection, reason.notAuthorized, denial);
  }
  return absentOf(filter) ?? overLimit(filter, connection, limits) ?? { kind: 'granted' };
}

function brokenFilter(filter: string, limits: BrokerLimits): string | undefined {
  const shared = parseSharedFilter(filter);
  if (shared) {
    return brokenSharedFilter(shared, limits);
  }
  const broken = brokenTopicLimit(filter, limits);
  return broken ?? (isSubscribable(filter) ? undefined : 'the topic is reserved and has no subscribers');
}

function faultOf(
  { qos, request }: RequestedSubscription,
  limits: BrokerLimits,
): SubscribeVerdict | undefined {
  if (qos === 2) {
    return { kind: 'fault', reasonCode: reason.qosNotSupported, why: 'AWS IoT Core does not support QoS 2' };
  }
  const filters = request.filters.length;
  if (filters > limits.filtersPerSubscribe) {
    const why = `${filters} filters in one SUBSCRIBE, at most ${limits.filtersPerSubscribe} are allowed`;
    return { kind: 'fault', reasonCode: reason.quotaExceeded, why };
  }
  if (request.hasSubscriptionIdentifier) {
    // Guessed from the code among those that AWS lists for DISCONNECT.
    const why = 'AWS IoT Core does not support subscription identifiers';
    return { kind: 'fault', reasonCode: reason.subscriptionIdentifiersNotSupported, why };
  }
  return undefined;
}

/**
 * Documented (developer guide, mqtt): MQTT 5 clients get a code in the SUBACK. Reported (aws/aws-iot-device-sdk-js#191,
 * #125, #112) for a policy that denies, guessed for the rest: with MQTT 3.1.1 the connection is closed, without SUBACK.
 */
function refused({ client }: DeviceConnection, reasonCode: number, why: string): SubscribeVerdict {
  return { kind: client.version === 5 ? 'denied' : 'fault', reasonCode, why };
}

function absentOf(filter: string): SubscribeVerdict | undefined {
  const service = absentService(filter);
  return service === undefined
    ? undefined
    : { kind: 'absent', reasonCode: reason.unspecifiedError, why: absenceOf(service) };
}

/** What is told to whoever needs a service that is not here. */
export function absenceOf(service: string): string {
  return `local-cloud does not have AWS IoT's ${service} service: nothing will ever answer on its topics`;
}

/** Reported (shamblett/mqtt_client#368): the 51st subscription fails in the SUBACK, with any version. */
function overLimit(
  filter: string,
  { subscriptions }: DeviceConnection,
  { subscriptionsPerConnection: most }: BrokerLimits,
): SubscribeVerdict | undefined {
  if (subscriptions.has(filter) || subscriptions.size < most) {
    return undefined;
  }
  const why = `${most} subscriptions on a connection are the limit`;
  return { kind: 'denied', reasonCode: reason.quotaExceeded, why };
}
