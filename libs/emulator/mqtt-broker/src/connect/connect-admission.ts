import type { ConnectPacket } from 'aedes';
import type { BrokerLimits } from '../limits';
import { malformation } from '../packets/malformed-packet';
import { brokenTopicLimit } from '../topics/topic-limits';
import { publishDestination } from '../topics/reserved-topic';
import type { ConnectThrottle } from './connect-throttle';
import type { DeviceConnection } from './device-connection';
import { reason } from './reason-codes';

/** Why a CONNECT is refused. An MQTT 5 client gets the code; what others get, says ConnectGate. */
export interface ConnectRefusal {
  readonly reasonCode: number;
  readonly why: string;
  /** A policy was the reason. */
  readonly unauthorized?: true;
}

type Will = NonNullable<ConnectPacket['will']>;

/** Decides on a CONNECT packet: undefined lets it in. */
export function refuseConnect(
  packet: ConnectPacket,
  connection: DeviceConnection,
  limits: BrokerLimits,
  throttle: ConnectThrottle,
): ConnectRefusal | undefined {
  const { clientId, will } = packet;
  const refusal = malformed(packet, limits) ?? (will && brokenWill(will, limits));
  if (refusal) {
    return refusal;
  }
  if (!connection.may('iot:Connect', 'client', clientId, clientId)) {
    return unauthorized('iot:Connect for this client id');
  }
  if (will) {
    const deniedWill = refuseWill(will, clientId, connection);
    if (deniedWill) {
      return deniedWill;
    }
  }
  // After the policies: a certificate that may not connect as a client must not be able to keep it out either.
  if (throttle.isTooSoon(clientId)) {
    const why = `a second CONNECT with this client id within ${limits.millisBetweenConnects / 1000} s is throttled`;
    // Guessed: the code of the quotas among those that AWS lists for CONNACK.
    return { reasonCode: reason.quotaExceeded, why };
  }
  return undefined;
}

function malformed(packet: ConnectPacket, limits: BrokerLimits): ConnectRefusal | undefined {
  const { clientId, protocolVersion, properties } = packet;
  if (protocolVersion !== 4 && protocolVersion !== 5) {
    return { reasonCode: reason.unsupportedProtocolVersion, why: 'only MQTT 3.1.1 and 5 are served' };
  }
  if (clientId === '' || Buffer.byteLength(clientId) > limits.clientIdBytes) {
    const why = `a client id has 1 to ${limits.clientIdBytes} bytes`;
    return { reasonCode: reason.clientIdNotValid, why };
  }
  // Guessed codes: AWS lists no Malformed Packet, Protocol Error or Bad Authentication Method for CONNACK.
  const why = malformation(packet);
  if (why !== undefined) {
    return { reasonCode: reason.unspecifiedError, why };
  }
  if (properties?.receiveMaximum === 0) {
    return { reasonCode: reason.unspecifiedError, why: 'Receive Maximum must not be 0' };
  }
  if (properties?.authenticationMethod !== undefined || properties?.authenticationData !== undefined) {
    return { reasonCode: reason.unspecifiedError, why: 'enhanced authentication (AUTH) is not supported' };
  }
  return undefined;
}

/** Documented (developer guide, mqtt): 155 and 144. Guessed: 151, as AWS has no "packet too large" in its list. */
function brokenWill(will: Will, limits: BrokerLimits): ConnectRefusal | undefined {
  if (will.qos === 2) {
    return { reasonCode: reason.qosNotSupported, why: 'a will of QoS 2 is not supported' };
  }
  if (will.payload.length > limits.payloadBytes) {
    return { reasonCode: reason.quotaExceeded, why: `a will of more than ${limits.payloadBytes} bytes` };
  }
  const why =
    publishDestination(will.topic).kind === 'subscribers'
      ? brokenTopicLimit(will.topic, limits)
      : 'a will on a reserved topic';
  return why === undefined ? undefined : { reasonCode: reason.topicNameInvalid, why };
}

/** Documented (developer guide, life-cycle-events): a policy that denies the will topic fails the CONNECT. */
function refuseWill(
  { topic, retain = false }: Will,
  clientId: string,
  connection: DeviceConnection,
): ConnectRefusal | undefined {
  if (!connection.may('iot:Publish', 'topic', topic, clientId)) {
    return unauthorized("iot:Publish on the will's topic");
  }
  return retain && !connection.may('iot:RetainPublish', 'topic', topic, clientId)
    ? unauthorized("iot:RetainPublish on the will's topic")
    : undefined;
}

function unauthorized(what: string): ConnectRefusal {
  const why = `no policy of the certificate allows ${what}`;
  return { reasonCode: reason.notAuthorized, why, unauthorized: true };
}

/**
 * Keep-alive as AWS IoT Core applies it (quotas page): none, or more than 1,200 s, counts as 1,200 s, and less
 * than 30 s as 30 s.
 */
export function effectiveKeepAlive({ keepalive = 0 }: ConnectPacket, limits: BrokerLimits): number {
  const { least, most } = limits.keepAliveSeconds;
  return keepalive === 0 ? most : Math.min(Math.max(keepalive, least), most);
}
