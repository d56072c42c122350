import type { Client } from 'aedes';
import { defined } from '@fleet/optional-members';
import { generate } from 'mqtt-packet';
import type { IConnackPacket } from 'mqtt-packet';
import type { BrokerLimits } from '../limits';

/** What was decided about a CONNECT, as far as its CONNACK tells of it. */
export interface Admission {
  readonly sessionPresent: boolean;
  /** For a client of MQTT 5 that brought none. */
  readonly assignedClientId: string | undefined;
  /** In seconds, when they are not those that the client asked for. */
  readonly adjustedKeepAlive: number | undefined;
  readonly adjustedSessionExpiry: number | undefined;
}

/**
 * The CONNACK of a client that is let in. Documented (developer guide, mqtt): the properties and their values, but
 * for Receive Maximum, of which only the quota is known. Reason String and Shared Subscription Available are not
 * among them.
 */
export function acceptance(admission: Admission, version: number, limits: BrokerLimits): IConnackPacket {
  const { sessionPresent, assignedClientId, adjustedKeepAlive, adjustedSessionExpiry } = admission;
  if (version !== 5) {
    return { cmd: 'connack', sessionPresent, returnCode: 0 };
  }
  return {
    cmd: 'connack',
    sessionPresent,
    reasonCode: 0,
    properties: {
      maximumQoS: 1,
      retainAvailable: true,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: false,
      maximumPacketSize: limits.payloadBytes,
      receiveMaximum: limits.unacknowledgedMessages,
      topicAliasMaximum: limits.topicAliases,
      ...defined({
        assignedClientIdentifier: assignedClientId,
        serverKeepAlive: adjustedKeepAlive,
        sessionExpiryInterval: adjustedSessionExpiry,
      }),
    },
  };
}

/**
 * Withholds what aedes writes to the client, until the function that this returns is called. aedes writes the
 * CONNACK by itself, says that shared subscriptions are not available, and lets nobody add to it.
 */
export function withholdConnack({ conn }: Client): () => void {
  const swallow = (...args: unknown[]): boolean => {
    const done = args.at(-1);
    if (typeof done === 'function') {
      setImmediate(() => void Reflect.apply(done, undefined, []));
    }
    return true;
  };
  Reflect.defineProperty(conn, 'write', { value: swallow, configurable: true, writable: true });
  return () => void Reflect.deleteProperty(conn, 'write');
}

/** The CONNACK that tells an MQTT 5 client of its refusal. */
export function refusalPacket(reasonCode: number): Buffer {
  return generate({ cmd: 'connack', sessionPresent: false, reasonCode }, { protocolVersion: 5 });
}
