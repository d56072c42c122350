import type { ConnectPacket } from 'aedes';
import { generate } from 'mqtt-packet';
import type { BrokerLimits } from '../limits';
import { brokenTopicLimit } from '../topics/topic-limits';
import { publishDestination } from '../topics/reserved-topic';
import type { ConnectThrottle } from './connect-throttle';
import type { DeviceConnection } from './device-connection';
import { reason } from './reason-codes';

/** Why a CONNECT is refused, in the code of either protocol version. */
export interface ConnectRefusal {
  readonly returnCode: number;
  readonly reasonCode: number;
  readonly why: string;
}

/** Decides on a CONNECT packet: undefined lets it in. */
export function refuseConnect(
  packet: ConnectPacket,
  connection: DeviceConnection,
  limits: BrokerLimits,
  throttle: ConnectThrottle,
): ConnectRefusal | undefined {
  const { clientId } = packet;
  if (packet.protocolVersion !== 4 && packet.protocolVersion !== 5) {
    return {
      returnCode: 1,
      reasonCode: reason.unsupportedProtocolVersion,
      why: 'only MQTT 3.1.1 and 5 are served',
    };
  }
  if (clientId === '' || Buffer.byteLength(clientId) > limits.clientIdBytes) {
    const why = `a client id has 1 to ${limits.clientIdBytes} bytes`;
    return { returnCode: 2, reasonCode: reason.clientIdNotValid, why };
  }
  const badWill = packet.will && brokenWill(packet.will, limits);
  if (badWill !== undefined) {
    return { returnCode: 5, reasonCode: reason.notAuthorized, why: badWill };
  }
  if (!connection.may('iot:Connect', 'client', clientId, clientId)) {
    const why = 'no policy of the certificate allows iot:Connect for this client id';
    return { returnCode: 5, reasonCode: reason.notAuthorized, why };
  }
  // After the policies: a certificate that may not connect as a client must not be able to keep it out either.
  if (throttle.isTooSoon(clientId)) {
    const why = 'a second CONNECT with this client id within one second is throttled';
    return { returnCode: 3, reasonCode: reason.connectionRateExceeded, why };
  }
  return undefined;
}

function brokenWill(will: NonNullable<ConnectPacket['will']>, limits: BrokerLimits): string | undefined {
  if (will.qos === 2) {
    return 'a will of QoS 2 is not supported';
  }
  if (will.payload.length > limits.payloadBytes) {
    return `a will of more than ${limits.payloadBytes} bytes`;
  }
  if (publishDestination(will.topic).kind !== 'subscribers') {
    return 'a will on a reserved topic';
  }
  return brokenTopicLimit(will.topic, limits);
}

/**
 * Keep-alive as AWS IoT Core applies it (quotas page): none, or more than 1,200 s, counts as 1,200 s, and less
 * than 30 s as 30 s. An MQTT 5 client that wants more is left as it is: aedes tells it the limit in CONNACK.
 */
export function effectiveKeepAlive(packet: ConnectPacket, limits: BrokerLimits): number {
  const { least, most } = limits.keepAliveSeconds;
  const { keepalive = 0, protocolVersion } = packet;
  if (keepalive > 0 && keepalive < least) {
    return least;
  }
  return protocolVersion === 5 || (keepalive > 0 && keepalive <= most) ? keepalive : most;
}

/** The CONNACK that tells the client of its refusal. */
export function refusalPacket(refusal: ConnectRefusal, protocolVersion: number | undefined): Buffer {
  const { returnCode, reasonCode } = refusal;
  return protocolVersion === 5
    ? generate({ cmd: 'connack', sessionPresent: false, reasonCode }, { protocolVersion: 5 })
    : generate({ cmd: 'connack', sessionPresent: false, returnCode });
}
