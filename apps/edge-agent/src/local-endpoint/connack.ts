import type { IConnackPacket, IConnectPacket } from 'mqtt-packet';
import { defined } from '@fleet/optional-members';
import type { Rejection } from './program-door';
import { programLimits } from './program-limits';
import { returnCodeOf } from './reason-codes';

/** What a program that may come in is told: MQTT 5 has words for the limits. */
export function connackOf(
  { protocolVersion, clientId, properties }: IConnectPacket,
  given: string,
): IConnackPacket {
  if (protocolVersion !== 5) {
    return { cmd: 'connack', sessionPresent: false, returnCode: 0 };
  }
  return {
    cmd: 'connack',
    sessionPresent: false,
    reasonCode: 0,
    properties: {
      receiveMaximum: programLimits.heldMessages,
      maximumQoS: 1,
      retainAvailable: false,
      maximumPacketSize: programLimits.packetBytes,
      sharedSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: false,
      ...defined({
        assignedClientIdentifier: clientId === '' ? given : undefined,
        // A session ends with its connection.
        sessionExpiryInterval: (properties?.sessionExpiryInterval ?? 0) > 0 ? 0 : undefined,
      }),
    },
  };
}

export function refusingConnack(
  { protocolVersion }: IConnectPacket,
  { code, why }: Rejection,
): IConnackPacket {
  return protocolVersion === 5
    ? { cmd: 'connack', sessionPresent: false, reasonCode: code, properties: { reasonString: why } }
    : { cmd: 'connack', sessionPresent: false, returnCode: returnCodeOf(code) };
}
