import { mqtt, mqtt5 } from 'aws-iot-device-sdk-v2';
import type { ProvisioningTransport } from '../transport';
import { EndedConnection } from './ended-connection';

/** A SUBACK says with these, and all above, that the broker did not subscribe (MQTT 3.1.1 and 5, SUBACK). */
const firstRefusal = 0x80;

/** The broker did not subscribe to one of the topics. */
export class SubscriptionRefusedError extends Error {
  override readonly name = 'SubscriptionRefusedError';
  constructor(topicFilter: string, code: number) {
    super(`the broker refused to subscribe to ${topicFilter} (SUBACK 0x${code.toString(16)})`);
  }
}

/**
 * The transport over a connected MQTT 3.1.1 connection of `aws-iot-device-sdk-v2`. Make one for each connection, when it
 * has connected. The SDK reconnects by itself; the transport ends with the first interruption.
 */
export function sdkConnectionTransport(connection: mqtt.MqttClientConnection): ProvisioningTransport {
  const ended = new EndedConnection();
  connection.once('interrupt', () => ended.end(new Error('the connection of the SDK was interrupted')));
  connection.once('disconnect', () => ended.end(new Error('the connection of the SDK has ended')));
  return {
    publish: async (topic, payload, { qos }) => {
      await connection.publish(topic, payload, qos === 1 ? mqtt.QoS.AtLeastOnce : mqtt.QoS.AtMostOnce);
    },
    // One SUBSCRIBE each: the SDK has no other for this version of MQTT.
    subscribe: async (topicFilters) => {
      const subacks = await Promise.all(
        topicFilters.map((topicFilter) => connection.subscribe(topicFilter, mqtt.QoS.AtLeastOnce)),
      );
      topicFilters.forEach((topicFilter, index) => requireSubscribed(topicFilter, subacks[index]?.qos));
    },
    onMessage: (listener) => {
      const take = (topic: string, payload: ArrayBuffer): void => listener(topic, new Uint8Array(payload));
      connection.on('message', take);
      return () => connection.off('message', take);
    },
    onClose: (listener) => ended.onEnd(listener),
  };
}

/**
 * The transport over a connected MQTT 5 client of `aws-iot-device-sdk-v2`. Make one for each connection, after
 * `connectionSuccess`. The SDK reconnects by itself; the transport ends with the first disconnection.
 */
export function sdkClientTransport(client: mqtt5.Mqtt5Client): ProvisioningTransport {
  const ended = new EndedConnection();
  client.once('disconnection', () => ended.end(new Error('the client of the SDK was disconnected')));
  client.once('stopped', () => ended.end(new Error('the client of the SDK was stopped')));
  return {
    publish: async (topicName, payload, { qos }) => {
      await client.publish({
        topicName,
        payload,
        qos: qos === 1 ? mqtt5.QoS.AtLeastOnce : mqtt5.QoS.AtMostOnce,
      });
    },
    subscribe: async (topicFilters) => {
      const { reasonCodes } = await client.subscribe({
        subscriptions: topicFilters.map((topicFilter) => ({ topicFilter, qos: mqtt5.QoS.AtLeastOnce })),
      });
      topicFilters.forEach((topicFilter, index) => requireSubscribed(topicFilter, reasonCodes[index]));
    },
    onMessage: (listener) => {
      const take = ({ message }: mqtt5.MessageReceivedEvent): void =>
        listener(message.topicName, bytesOf(message.payload));
      client.on('messageReceived', take);
      return () => client.off('messageReceived', take);
    },
    onClose: (listener) => ended.onEnd(listener),
  };
}

/** @throws SubscriptionRefusedError */
function requireSubscribed(topicFilter: string, code: number | undefined): void {
  if (code === undefined || code >= firstRefusal) {
    throw new SubscriptionRefusedError(topicFilter, code ?? firstRefusal);
  }
}

/** What arrives is bytes; the type is also that of what is sent. */
function bytesOf(payload: mqtt5.Payload | undefined): Uint8Array {
  if (payload instanceof ArrayBuffer) {
    return new Uint8Array(payload);
  }
  return payload instanceof Uint8Array ? payload : new Uint8Array();
}
