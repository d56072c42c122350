import type { DeviceConnection } from '../connect/device-connection';
import type { DisconnectReason } from '../connect/disconnect-reason';
import type { ReasonCode } from '../connect/reason-codes';
import { reason } from '../connect/reason-codes';
import type { BrokerLimits } from '../limits';
import type { PublishDestination } from '../topics/reserved-topic';
import { publishDestination } from '../topics/reserved-topic';
import { brokenTopicLimit } from '../topics/topic-limits';

export interface PublishedByClient {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

/** A publish that costs the client its connection. */
export interface PublishRefusal {
  readonly disconnectReason: DisconnectReason;
  readonly reasonCode: ReasonCode;
  readonly why: string;
}

/** Where a client's message may go, or why it may not go anywhere. */
export type PublishVerdict =
  | { readonly allowed: true; readonly destination: PublishDestination }
  | { readonly allowed: false; readonly refusal: PublishRefusal };

export function judgePublish(
  message: PublishedByClient,
  connection: DeviceConnection,
  limits: BrokerLimits,
): PublishVerdict {
  const refusal = protocolFault(message, limits) ?? denied(message, connection);
  if (refusal) {
    return { allowed: false, refusal };
  }
  const destination = publishDestination(message.topic);
  if (destination.kind === 'forbidden') {
    return { allowed: false, refusal: reserved };
  }
  return { allowed: true, destination };
}

const reserved: PublishRefusal = {
  disconnectReason: 'CLIENT_ERROR',
  reasonCode: reason.notAuthorized,
  why: 'the topic is reserved for AWS',
};

function protocolFault(message: PublishedByClient, limits: BrokerLimits): PublishRefusal | undefined {
  if (message.qos === 2) {
    const why = 'AWS IoT Core does not support QoS 2';
    return { disconnectReason: 'CLIENT_ERROR', reasonCode: reason.qosNotSupported, why };
  }
  if (message.payload.length > limits.payloadBytes) {
    const why = `payload of ${message.payload.length} bytes, at most ${limits.payloadBytes} are allowed`;
    // Guessed: AWS lists no "packet too large" for DISCONNECT.
    return { disconnectReason: 'CLIENT_ERROR', reasonCode: reason.quotaExceeded, why };
  }
  const why = brokenTopicLimit(message.topic, limits);
  return why === undefined
    ? undefined
    : { disconnectReason: 'CLIENT_ERROR', reasonCode: reason.topicNameInvalid, why };
}

function denied(message: PublishedByClient, connection: DeviceConnection): PublishRefusal | undefined {
  const { topic, retain } = message;
  const action = !connection.may('iot:Publish', 'topic', topic)
    ? 'iot:Publish'
    : retain && !connection.may('iot:RetainPublish', 'topic', topic)
      ? 'iot:RetainPublish'
      : undefined;
  if (action === undefined) {
    return undefined;
  }
  const why = `no policy of the certificate allows ${action} on this topic`;
  return { disconnectReason: 'AUTH_ERROR', reasonCode: reason.notAuthorized, why };
}
