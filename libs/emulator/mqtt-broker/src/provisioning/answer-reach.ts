import type { DeviceConnection } from '../connect/device-connection';
import { filterSelects } from '../topics/topic-filter';

/**
 * Whether a subscription of the connection gets this answer of the provisioning API. One that was resumed with its
 * session does; another one not before its time.
 */
export function reachesSubscription(
  { subscriptions, answersFrom }: DeviceConnection,
  topic: string,
  now: number,
): boolean {
  return [...subscriptions.keys()].some(
    (filter) => filterSelects(filter, topic) && (answersFrom.get(filter) ?? now) <= now,
  );
}
