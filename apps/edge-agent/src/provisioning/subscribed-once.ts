import type { ProvisioningTransport } from '@fleet/provisioning-protocol';

/** A connection over which the same is asked again and again: it subscribes to the answers once. */
export function subscribedOnce(connection: ProvisioningTransport): ProvisioningTransport {
  const subscribed = new Set<string>();
  return {
    subscribe: async (topicFilters) => {
      const missing = topicFilters.filter((filter) => !subscribed.has(filter));
      if (missing.length > 0) {
        await connection.subscribe(missing);
        missing.forEach((filter) => subscribed.add(filter));
      }
    },
    publish: (topic, payload, options) => connection.publish(topic, payload, options),
    onMessage: (listener) => connection.onMessage(listener),
    onClose: (listener) => connection.onClose(listener),
  };
}
