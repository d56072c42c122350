/**
 * MQTT 5 reason codes that the broker sends itself: only those that AWS IoT Core lists for the packet they are in
 * (documented: developer guide, mqtt, "MQTT 5 reason codes").
 */
export const reason = {
  unspecifiedError: 0x80,
  malformedPacket: 0x81,
  unsupportedProtocolVersion: 0x84,
  clientIdNotValid: 0x85,
  notAuthorized: 0x87,
  serverShuttingDown: 0x8b,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  quotaExceeded: 0x97,
  administrativeAction: 0x98,
  qosNotSupported: 0x9b,
  subscriptionIdentifiersNotSupported: 0xa1,
} as const;

export type ReasonCode = (typeof reason)[keyof typeof reason];
