/** Reason codes of MQTT 5 that a program meets [OASIS MQTT 5.0, 2.4]. */
export const reason = {
  success: 0x00,
  noSubscription: 0x11,
  unspecified: 0x80,
  malformed: 0x81,
  protocolError: 0x82,
  unsupportedVersion: 0x84,
  badUserOrPassword: 0x86,
  notAuthorized: 0x87,
  serverBusy: 0x89,
  shuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  takenOver: 0x8e,
  filterInvalid: 0x8f,
  topicInvalid: 0x90,
  receiveMaximumExceeded: 0x93,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  retainNotSupported: 0x9a,
  qosNotSupported: 0x9b,
  sharedNotSupported: 0x9e,
  identifiersNotSupported: 0xa1,
} as const;

export type ReasonCode = (typeof reason)[keyof typeof reason];

/** Why a CONNECT is refused, as MQTT 3.1.1 has it in CONNACK [3.2.2.3]. */
const returnCodes: Partial<Record<ReasonCode, number>> = {
  [reason.unsupportedVersion]: 1,
  [reason.badUserOrPassword]: 4,
  [reason.serverBusy]: 3,
  [reason.quotaExceeded]: 3,
};

export function returnCodeOf(code: ReasonCode): number {
  return returnCodes[code] ?? 5;
}
