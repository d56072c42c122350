/** AWS General Reference, "AWS IoT Core message broker and protocol limits and quotas". */
export interface BrokerLimits {
  readonly payloadBytes: number;
  readonly topicBytes: number;
  /** Slashes in a topic or filter, not counting those of a `$aws/rules/<rule>` prefix. */
  readonly topicSlashes: number;
  /** Topic aliases that a client may set, and that it gets at most (MQTT 5). */
  readonly topicAliases: number;
  readonly clientIdBytes: number;
  readonly shareNameCharacters: number;
  readonly filtersPerSubscribe: number;
  readonly subscriptionsPerConnection: number;
  readonly keepAliveSeconds: { readonly least: number; readonly most: number };
  readonly persistentSessionSeconds: number;
  /**
   * Between two CONNECTs of one client id; 0 switches the throttle off. Documented: one a second (AWS General
   * Reference). Reported: one in ten seconds in effect (aws-greengrass/aws-greengrass-nucleus#1003).
   */
  readonly millisBetweenConnects: number;
  readonly retainedMessages: number;
  /** Message Expiry Interval (MQTT 5): less or more counts as this. */
  readonly messageExpirySeconds: { readonly least: number; readonly most: number };
  /** QoS 1 messages kept for a persistent session that is offline. */
  readonly queuedMessagesPerSession: number;
  /** QoS 1 messages sent to a client that it has not acknowledged. */
  readonly unacknowledgedMessages: number;
  readonly connections: number;
  readonly handshakeMillis: number;
  /** How long a client may leave unread what the broker has sent. */
  readonly drainMillis: number;
}

export const awsLimits: BrokerLimits = {
  payloadBytes: 128 * 1024,
  topicBytes: 256,
  topicSlashes: 7,
  topicAliases: 8,
  clientIdBytes: 128,
  shareNameCharacters: 128,
  filtersPerSubscribe: 8,
  subscriptionsPerConnection: 50,
  keepAliveSeconds: { least: 30, most: 1200 },
  persistentSessionSeconds: 3600,
  millisBetweenConnects: 10_000,
  retainedMessages: 5000,
  messageExpirySeconds: { least: 1, most: 604_800 },
  queuedMessagesPerSession: 1000,
  unacknowledgedMessages: 100,
  connections: 10_000,
  handshakeMillis: 10_000,
  drainMillis: 5_000,
};
