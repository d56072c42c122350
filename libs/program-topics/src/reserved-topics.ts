import { alertsTopic } from '@fleet/fleet-contract';

/** Topics that never leave the device. */
const localPrefix = '$local/';

/** Where the agent tells its programs how it is. */
export const localStatusTopic = '$local/agent/status';

/** The agent has subscribed to it for itself. */
export const alertsFilter = alertsTopic;

export function isLocal(topicOrFilter: string): boolean {
  return topicOrFilter === '$local' || topicOrFilter.startsWith(localPrefix);
}

export interface ReservedFilter {
  readonly filter: string;
  readonly why: string;
}

const provisioning: readonly ReservedFilter[] = ['$aws/certificates/#', '$aws/provisioning-templates/#'].map(
  (filter) => ({ filter, why: 'the agent alone asks for certificates' }),
);

function certificates(thingName: string): ReservedFilter {
  return { filter: `cmd/${thingName}/cert/#`, why: 'the agent alone speaks of its certificates' };
}

/** What no program receives. */
export function notForSubscribers(thingName: string): readonly ReservedFilter[] {
  return [...provisioning, certificates(thingName)];
}

/** What no program sends. */
export function notForPublishers(thingName: string): readonly ReservedFilter[] {
  return [
    ...notForSubscribers(thingName),
    { filter: alertsTopic(thingName), why: 'the cloud alone orders a rotation' },
    { filter: '$aws/events/#', why: 'AWS IoT alone publishes events' },
  ];
}

/**
 * The rule that a message goes to past the broker would take one of a program's for the agent's: both rules of a fleet
 * that hear of certificates end so [fleet-names].
 */
const proofRule = /^\$aws\/rules\/[^/]*_(?:confirmation|presence)_rule(?:\/|$)/;

export function reachesProofRule(topic: string): boolean {
  return proofRule.test(topic);
}
