/** MQTT 5 reason codes that the broker sends itself (MQTT 5.0, section 2.4). */
export const reason = {
  unsupportedProtocolVersion: 0x84,
  clientIdNotValid: 0x85,
  notAuthorized: 0x87,
  topicNameInvalid: 0x90,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  qosNotSupported: 0x9b,
  connectionRateExceeded: 0x9f,
} as const;

export type ReasonCode = (typeof reason)[keyof typeof reason];
