import type { ProvisioningTopic } from '../provisioning/provisioning-topic';
import { parseProvisioningTopic } from '../provisioning/provisioning-topic';

/** What becomes of a client's publish on a topic (developer guide, reserved-topics). */
export type PublishDestination =
  | { readonly kind: 'subscribers' }
  | { readonly kind: 'provisioning'; readonly operation: ProvisioningTopic }
  | { readonly kind: 'basic-ingest'; readonly ruleName: string; readonly topic: string }
  /** Allowed to publish, but no client ever receives it: services' answers. */
  | { readonly kind: 'nobody'; readonly why: string }
  /** For a service of AWS IoT that is not here. */
  | { readonly kind: 'absent'; readonly service: string }
  | { readonly kind: 'forbidden' };

const basicIngest = /^\$aws\/rules\/([^/]+)(?:\/(.*))?$/s;
const serviceAnswer = /^\$aws\/.*\/(?:accepted|rejected|delta|documents)$/s;
const thingService = /^\$aws\/things\/[^/]+\/(shadow|jobs|defender|streams|tunnels)(?:\/|$)/;

export function publishDestination(topic: string): PublishDestination {
  if (!topic.startsWith('$')) {
    return { kind: 'subscribers' };
  }
  const operation = parseProvisioningTopic(topic);
  if (operation) {
    return { kind: 'provisioning', operation };
  }
  const ingest = basicIngestOf(topic);
  if (ingest) {
    return { kind: 'basic-ingest', ...ingest };
  }
  const service = absentService(topic);
  if (service !== undefined) {
    return { kind: 'absent', service };
  }
  if (serviceAnswer.test(topic)) {
    return { kind: 'nobody', why: 'only AWS IoT publishes answers' };
  }
  return { kind: 'forbidden' };
}

/** The service of AWS IoT whose topic or filter this is, if it is one that is not here. */
export function absentService(topicOrFilter: string): string | undefined {
  return thingService.exec(topicOrFilter)?.[1];
}

/** Basic Ingest topics cannot be subscribed to, nor topics outside AWS's own tree below `$`. */
export function isSubscribable(filter: string): boolean {
  return !filter.startsWith('$') || (filter.startsWith('$aws/') && !filter.startsWith('$aws/rules/'));
}

/** The topic that counts against the limits: the three levels of `$aws/rules/<rule>/` do not. */
export function withoutBasicIngestPrefix(topic: string): string {
  return basicIngestOf(topic)?.topic ?? topic;
}

/** Nothing has to follow the name of the rule: the topic is empty then. */
function basicIngestOf(topic: string): { readonly ruleName: string; readonly topic: string } | undefined {
  const [, ruleName, rest = ''] = basicIngest.exec(topic) ?? [];
  return ruleName === undefined ? undefined : { ruleName, topic: rest };
}
