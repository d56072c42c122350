import type { ProvisioningTransport } from '@fleet/provisioning-protocol';
import type { MqttClient } from 'mqtt';

/** The transport over a connected client of the `mqtt` package, made with `reconnectPeriod: 0`. */
export function mqttTransport(client: MqttClient): ProvisioningTransport {
  return {
    publish: async (topic, payload, { qos }) => {
      await client.publishAsync(topic, Buffer.from(payload), { qos });
    },
    subscribe: async (topicFilters) => {
      await client.subscribeAsync([...topicFilters], { qos: 1 });
    },
    onMessage: (listener) => {
      client.on('message', listener);
      return () => client.off('message', listener);
    },
    onClose: (listener) => {
      const report = () => listener(new Error('the broker closed the connection'));
      client.on('close', report);
      return () => client.off('close', report);
    },
  };
}
