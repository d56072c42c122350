/**
 * What the exchange needs of an MQTT connection. Any client fits behind it; for `mqtt` and
 * `aws-iot-device-sdk-v2` there are adapters.
 *
 * The packets must leave in the order of the calls, and one transport must stand for one connection: a client
 * that reconnects by itself has to report the loss through `onClose`, because an answer goes to the connection
 * that asked, and to no other.
 */
export interface ProvisioningTransport {
  /** Sends one message. Resolves when it is sent (QoS 0) or acknowledged (QoS 1). */
  publish(topic: string, payload: Uint8Array, options: { readonly qos: 0 | 1 }): Promise<void>;
  /**
   * Sends one SUBSCRIBE for all filters, at QoS 1; at QoS 0 where the session is kept from one connection to the next,
   * as an answer must not wait there for another connection. Rejects when the broker refuses one of them.
   */
  subscribe(topicFilters: readonly string[]): Promise<void>;
  /** Reports every message that arrives, also on topics without a subscription. Returns how to stop. */
  onMessage(listener: (topic: string, payload: Uint8Array) => void): () => void;
  /** Reports, once, that the connection is gone: at once where it is gone already. Returns how to stop. */
  onClose(listener: (reason: Error) => void): () => void;
}
