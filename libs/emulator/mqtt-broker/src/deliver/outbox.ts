import type { Clock } from '@fleet/emulator-clock';
import type { FaultPoints } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import type { Client } from 'aedes';
import type { IPublishPacket } from 'mqtt-packet';
import { sendUnderFault } from '../faults/send-under-fault';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import type { Backlog, Delivery, Kept, MessageKey } from './delivery';
import type { Grant } from './grant';
import { PacketIds } from './packet-ids';
import { excessiveSize } from './packet-size';
import { SocketWriter } from './socket-writer';

/** What all outboxes of a broker have in common. */
export interface OutboxOptions {
  /** The QoS in which a client may have messages of this topic, or why it has none. */
  readonly grantedQos: (client: Client, topic: string) => Grant;
  /** What waits for a client in its session. */
  readonly sessions: { backlogOf(client: Client): Backlog };
  /** What waits for a client in the queues of its shared subscriptions. */
  readonly shared: { nextFor(clientId: string, outbox: Outbox): Delivery | undefined };
  readonly clock: Pick<Clock, 'nowMillis'>;
  readonly limits: Pick<BrokerLimits, 'unacknowledgedMessages' | 'queuedMessagesPerSession' | 'drainMillis'>;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
  /** Runs work that may fail; a failure ends the client's connection. Says whether it went well. */
  readonly attempt: (client: Client, work: () => void) => boolean;
}

const nothing = (): void => undefined;

/**
 * What goes to one client. Nothing goes before CONNACK. What waits goes as the client's socket drains, and as it
 * acknowledges: no more QoS 1 messages are unacknowledged than AWS IoT Core or the client's Receive Maximum allows.
 */
export class Outbox {
  readonly writer: SocketWriter;
  private readonly packetIds = new PacketIds();
  private readonly backlog: Backlog;
  /** Made for the first message of QoS 1: there are thousands of outboxes, and most send nothing for a long time. */
  private unacknowledged: Map<number, Kept | undefined> | undefined;
  private readonly waiting: Delivery[] = [];
  /** Of QoS 0: they wait for the socket alone. */
  private readonly unsent: Delivery[] = [];
  private lastKey: MessageKey | undefined;
  private isOpen = false;

  constructor(
    private readonly client: Client,
    private readonly options: OutboxOptions,
  ) {
    this.writer = new SocketWriter(client, options.limits.drainMillis, this);
    this.backlog = options.sessions.backlogOf(client);
  }

  /** CONNACK is out. */
  open(): void {
    this.isOpen = true;
    this.sendWaiting();
  }

  /** Sends what waits, here and in the store, as long as there is room. */
  sendWaiting(): void {
    this.options.attempt(this.client, () => {
      for (const next of this.unsent.splice(0)) {
        this.sendOrKeep(next, nothing);
      }
      while (this.hasRoom()) {
        const next = this.nextWaiting();
        if (!next) {
          return;
        }
        this.sendAsGranted(next);
      }
    });
  }

  /** Whether the client would get the next message at once. */
  hasRoom(): boolean {
    const { client, unacknowledged } = this;
    const { limits } = this.options;
    const most = Math.min(client.receiveMaximum, limits.unacknowledgedMessages);
    return this.isOpen && !client.closed && !this.writer.isBlocked && (unacknowledged?.size ?? 0) < most;
  }

  /** Whether the client can have this message, be it later. */
  canTake(delivery: Delivery): boolean {
    const { grantedQos, limits } = this.options;
    const granted = grantedQos(this.client, delivery.topic);
    return (
      !this.client.closed &&
      granted !== 'denied' &&
      granted !== 'ending' &&
      this.waiting.length < limits.queuedMessagesPerSession &&
      !this.isTooLarge({ ...this.packetOf(delivery), messageId: 1 })
    );
  }

  /** Calls back when the next message may come. */
  deliver(delivery: Delivery, done: () => void = nothing): void {
    if (!this.options.attempt(this.client, () => this.sendOrKeep(delivery, done))) {
      setImmediate(done);
    }
  }

  acknowledge(packetId: number): void {
    const kept = this.unacknowledged?.get(packetId);
    if (this.unacknowledged?.delete(packetId) === true) {
      kept?.release();
      this.sendWaiting();
    }
  }

  /** The connection has ended: gives back what the client has not acknowledged. */
  giveBack(): void {
    const all = [
      ...(this.unacknowledged?.values() ?? []),
      ...[...this.waiting, ...this.unsent].map(({ kept }) => kept),
    ];
    this.isOpen = false;
    this.unacknowledged = undefined;
    this.waiting.length = 0;
    this.unsent.length = 0;
    for (const kept of all) {
      kept?.giveBack();
    }
  }

  private nextWaiting(): Delivery | undefined {
    return this.waiting.shift() ?? this.backlog.next() ?? this.options.shared.nextFor(this.client.id, this);
  }

  private sendAsGranted(delivery: Delivery): void {
    const granted = this.options.grantedQos(this.client, delivery.topic);
    if (granted === 'denied' || granted === 'ending') {
      this.withhold(delivery, granted);
    } else {
      this.send(delivery, nothing);
    }
  }

  private sendOrKeep(delivery: Delivery, done: () => void): void {
    const { client } = this;
    if (client.closed || (delivery.key && this.hasSeen(delivery.key))) {
      setImmediate(done);
      return;
    }
    const granted = this.options.grantedQos(client, delivery.topic);
    if (granted === 'denied' || granted === 'ending') {
      this.withhold(delivery, granted);
      setImmediate(done);
      return;
    }
    const qos = granted === 0 ? 0 : delivery.qos;
    const queue = qos === 0 ? this.unsent : this.waiting;
    const isFree = qos === 0 ? this.isOpen && !this.writer.isBlocked : this.hasRoom();
    if (isFree && queue.length === 0) {
      this.send({ ...delivery, qos }, done);
    } else {
      this.keep({ ...delivery, qos }, queue);
      setImmediate(done);
    }
  }

  private withhold({ topic, kept }: Delivery, granted: 'denied' | 'ending'): void {
    this.options.log.debug({ clientId: this.client.id, topic, granted }, 'message not delivered');
    if (granted === 'denied') {
      kept?.refuse();
    } else {
      this.isOpen = false;
      kept?.giveBack();
    }
  }

  private keep(delivery: Delivery, queue: Delivery[]): void {
    const { limits, log } = this.options;
    if (queue.length < limits.queuedMessagesPerSession) {
      // It has been seen, once.
      queue.push({ ...delivery, key: undefined });
    } else {
      const fields = { clientId: this.client.id, topic: delivery.topic };
      log.warn(fields, 'message dropped: too many wait for the client');
    }
  }

  private send(delivery: Delivery, done: () => void): void {
    const { kept, messageExpiry } = delivery;
    if (messageExpiry !== undefined && messageExpiry <= this.options.clock.nowMillis()) {
      kept?.release();
      setImmediate(done);
      return;
    }
    const packet = this.packetOf(delivery);
    const unacknowledged = (this.unacknowledged ??= new Map());
    const messageId = this.packetIds.next(unacknowledged);
    if (this.isTooLarge({ ...packet, messageId })) {
      kept?.refuse();
      setImmediate(done);
    } else if (packet.qos === 0) {
      kept?.release();
      this.write(packet, done);
    } else {
      unacknowledged.set(messageId, kept);
      this.write({ ...packet, messageId }, done);
    }
  }

  private write(packet: IPublishPacket, done: () => void): void {
    const { client } = this;
    const { faults } = this.options;
    const effect = faults?.at('mqtt:delivery', { clientId: client.id, topics: [packet.topic] });
    if (effect?.kind === 'cut' && effect.when === 'after') {
      client.conn.once('finish', () => client.conn.destroy());
      this.writer.write(packet, done);
      client.conn.end();
      return;
    }
    sendUnderFault(effect, { client, faults }, (sent) => this.writer.write(packet, sent), done);
  }

  private packetOf({ topic, payload, qos, retain, properties, messageExpiry }: Delivery): IPublishPacket {
    const left = messageExpiry === undefined ? undefined : messageExpiry - this.options.clock.nowMillis();
    const messageExpiryInterval = left === undefined ? undefined : Math.max(0, Math.ceil(left / 1000));
    // A topic alias is the publisher's own.
    const own = defined({ ...properties, ...defined({ messageExpiryInterval }), topicAlias: undefined });
    return { cmd: 'publish', topic, payload, qos, retain, dup: false, properties: own };
  }

  /** A server discards such a message, and goes on as if it had sent it (MQTT 5.0, section 3.1.2.11.4). */
  private isTooLarge(packet: IPublishPacket): boolean {
    const { client } = this;
    const { log } = this.options;
    const bytes = excessiveSize(client, packet);
    if (bytes !== undefined) {
      const { maximumPacketSize } = client;
      const fields = { clientId: client.id, topic: packet.topic, bytes, maximumPacketSize };
      log.info(fields, "message withheld: larger than the client's Maximum Packet Size");
    }
    return bytes !== undefined;
  }

  /** A message comes once for each subscription that selects it, one call right after the other. */
  private hasSeen(key: MessageKey): boolean {
    const last = this.lastKey;
    this.lastKey = key;
    return last?.brokerCounter === key.brokerCounter && last.brokerId === key.brokerId;
  }
}
