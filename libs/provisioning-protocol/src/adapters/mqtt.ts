import type { MqttClient } from 'mqtt';
import type { ProvisioningTransport } from '../transport';
import { EndedConnection } from './ended-connection';

/**
 * The transport over a connected client of the `mqtt` package, version 5. Make one for each connection. A client that
 * reconnects by itself is served until its connection ends; `reconnectPeriod: 0` spares the connection that nobody uses.
 */
export function mqttTransport(client: MqttClient): ProvisioningTransport {
  const ended = new EndedConnection();
  if (!client.connected) {
    ended.end(new Error('the MQTT client is not connected'));
  }
  client.once('close', () => ended.end(new Error('the connection of the MQTT client has ended')));
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
    onClose: (listener) => ended.onEnd(listener),
  };
}
