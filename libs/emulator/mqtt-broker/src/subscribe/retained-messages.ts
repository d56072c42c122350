import type { Outbox } from '../deliver/outbox';
import type { RetainedRepository } from '../sessions/retained-repository';
import type { StoredSubscription } from '../sessions/session-repository';
import { hasWildcard } from '../topics/topic-filter';
import { parseSharedFilter } from './shared-filter';

/**
 * Sends the retained messages of what a client has just subscribed to. Documented (developer guide, mqtt): none for
 * filters with wildcards, and none for shared subscriptions. Retain Handling is MQTT 5.0's, section 3.8.3.1.
 * @param renewed the filters that it had subscribed to before
 */
export function sendRetained(
  outbox: Outbox,
  retained: Pick<RetainedRepository, 'get'>,
  granted: readonly StoredSubscription[],
  renewed: ReadonlySet<string>,
): void {
  for (const { topic, rh } of granted) {
    const isWanted = rh !== 2 && (rh !== 1 || !renewed.has(topic));
    const found =
      isWanted && !hasWildcard(topic) && !parseSharedFilter(topic) ? retained.get(topic) : undefined;
    if (found) {
      const { payload, properties, qos, messageExpiry } = found;
      outbox.deliver({ topic, payload, properties, messageExpiry, qos: qos === 0 ? 0 : 1, retain: true });
    }
  }
}
