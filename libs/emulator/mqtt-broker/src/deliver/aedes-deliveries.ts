import type { Client } from 'aedes';
import type { Outbox } from './outbox';

/** A message as aedes hands it over for one subscription. */
interface Routed {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  readonly properties?: Record<string, unknown>;
  readonly messageExpiry?: number;
  readonly brokerId: string;
  readonly brokerCounter: number;
  /** Who published it. */
  readonly clientId?: string;
  /** No Local, of the subscription. */
  readonly nl?: boolean;
}

/**
 * Puts the outbox in place of aedes's own delivery. That drops a message when one that was published later has
 * overtaken it, drops what a session has stored when the session is to end with the connection that resumes it,
 * and does not honour the client's limits. What the client's session has stored comes from the store.
 * @throws when this version of aedes delivers by other names
 */
export function deliverBy(
  outbox: Outbox,
  client: Client,
  intake: {
    /** The session has the message, and gives it to its client. Packets are copied, payloads are not. */
    isStored(payload: Buffer, clientId: string): boolean;
  },
): void {
  const deliver = (packet: Routed, done: () => void): void => {
    const isOwn = packet.nl === true && packet.clientId === client.id;
    const { brokerId, brokerCounter, topic, payload, retain, properties, messageExpiry } = packet;
    if (isOwn || intake.isStored(payload, client.id)) {
      setImmediate(done);
      return;
    }
    const key = { brokerId, brokerCounter };
    const message = { topic, payload, retain, properties, messageExpiry, key };
    outbox.deliver({ ...message, qos: packet.qos === 0 ? 0 : 1 }, done);
  };
  // A session stores by the highest QoS of the subscriptions that select a message, so one alone does not lower it.
  for (const name of ['deliver0', 'deliverQoS']) {
    if (typeof Reflect.get(client, name) !== 'function') {
      throw new Error(`aedes has no ${name} on its client: its version has changed.`);
    }
    Reflect.set(client, name, deliver);
  }
}
