import type { Client } from 'aedes';
import type { FaultPoints } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import { sendUnderFault } from '../faults/send-under-fault';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import { generate } from 'mqtt-packet';
import type { IPublishPacket } from 'mqtt-packet';
import type { Grant } from './grant';
import { SocketWriter } from './socket-writer';

/** A message for one client. */
export interface Delivery {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly properties?: Record<string, unknown> | undefined;
  /** When the message expires (MQTT 5), on the machine's clock. */
  readonly messageExpiry?: number | undefined;
  /** What the session stores it under; absent for what no session stores. */
  readonly key?: MessageKey | undefined;
}

/** Identifies a message that was published, whatever packet identifiers it gets. */
export interface MessageKey {
  readonly brokerId: string;
  readonly brokerCounter: number;
}

/** The messages that a persistent session keeps until its client has acknowledged them. */
export interface StoredMessages {
  storedFor(clientId: string): readonly Delivery[];
  forget(clientId: string, key: MessageKey): void;
}

export interface OutboxOptions {
  readonly client: Client;
  /** The QoS in which the client may have messages of this topic, or why it has none. */
  readonly grantedQos: (topic: string) => Grant;
  readonly stored: StoredMessages;
  readonly limits: Pick<BrokerLimits, 'unacknowledgedMessages' | 'queuedMessagesPerSession' | 'drainMillis'>;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
}

const nothing = (): void => undefined;

/**
 * What goes to one client. Nothing goes before CONNACK, then comes what its session has stored. QoS 1 messages
 * wait while as many are unacknowledged as AWS IoT Core or the client's Receive Maximum allows.
 */
export class Outbox {
  readonly writer: SocketWriter;
  private readonly inFlight = new Map<number, MessageKey | undefined>();
  private waiting: Delivery[] = [];
  private readonly resumed = new Set<string>();
  private lastKey: string | undefined;
  private nextPacketId = 1;
  private isOpen = false;

  constructor(private readonly options: OutboxOptions) {
    this.writer = new SocketWriter(options.client, options.limits.drainMillis);
  }

  /** CONNACK is out: sends what the session has stored, then what came in the meantime. */
  open(): void {
    const { stored, client } = this.options;
    const live = this.waiting;
    this.waiting = [];
    for (const delivery of stored.storedFor(client.id)) {
      this.rememberResumed(delivery);
      const granted = this.options.grantedQos(delivery.topic);
      if (granted === 'denied') {
        this.forget(delivery.key);
      } else if (granted !== 'ending') {
        this.waiting.push(delivery);
      }
    }
    this.waiting.push(...live.filter(({ key }) => !key || !this.resumed.has(textOf(key))));
    this.isOpen = true;
    this.sendWaiting();
  }

  /** Calls back when the next message may come. */
  deliver(delivery: Delivery, done: () => void = nothing): void {
    const { key, topic } = delivery;
    if (this.options.client.closed || (key && this.hasSeen(key))) {
      setImmediate(done);
      return;
    }
    const granted = this.options.grantedQos(topic);
    if (granted === 'denied' || granted === 'ending') {
      this.options.log.debug({ clientId: this.options.client.id, topic, granted }, 'message not delivered');
      this.forget(granted === 'denied' && delivery.qos === 1 ? key : undefined);
      setImmediate(done);
      return;
    }
    this.sendOrKeep({ ...delivery, qos: granted === 0 ? 0 : delivery.qos }, done);
  }

  acknowledge(packetId: number): void {
    const key = this.inFlight.get(packetId);
    if (this.inFlight.delete(packetId)) {
      this.forget(key);
      this.sendWaiting();
    }
  }

  private sendOrKeep(delivery: Delivery, done: () => void): void {
    const mustWait = delivery.qos === 1 && (this.waiting.length > 0 || this.isWindowFull());
    if (this.isOpen && !mustWait) {
      this.send(delivery, done);
      return;
    }
    const { limits, log, client } = this.options;
    if (this.waiting.length < limits.queuedMessagesPerSession) {
      this.waiting.push(delivery);
    } else {
      log.warn(
        { clientId: client.id, topic: delivery.topic },
        'message dropped: too many wait for the client',
      );
    }
    setImmediate(done);
  }

  private sendWaiting(): void {
    for (;;) {
      const [next] = this.waiting;
      if (!this.isOpen || !next || (next.qos === 1 && this.isWindowFull())) {
        return;
      }
      this.waiting.shift();
      this.send(next, nothing);
    }
  }

  private send(delivery: Delivery, done: () => void): void {
    const { topic, payload, qos, retain, key, properties, messageExpiry } = delivery;
    const now = Date.now();
    if (messageExpiry !== undefined && messageExpiry <= now) {
      this.forget(key);
      setImmediate(done);
      return;
    }
    const remaining =
      messageExpiry === undefined ? {} : { messageExpiryInterval: Math.ceil((messageExpiry - now) / 1000) };
    const message = { cmd: 'publish', topic, payload, qos, retain, dup: false } as const;
    // A topic alias is the publisher's own.
    const packet = {
      ...message,
      properties: defined({ ...properties, ...remaining, topicAlias: undefined }),
    };
    const messageId = this.freePacketId();
    if (this.isTooLarge({ ...packet, messageId })) {
      this.forget(key);
      setImmediate(done);
      return;
    }
    if (qos === 0) {
      this.write(packet, done);
      return;
    }
    this.inFlight.set(messageId, key);
    this.write({ ...packet, messageId }, done);
  }

  private write(packet: IPublishPacket, done: () => void): void {
    const { client, faults } = this.options;
    const effect = faults?.at('mqtt:delivery', { clientId: client.id, topics: [packet.topic] });
    if (effect?.kind === 'cut' && effect.when === 'after') {
      client.conn.once('finish', () => client.conn.destroy());
      this.writer.write(packet, done);
      client.conn.end();
      return;
    }
    sendUnderFault(effect, this.options, (sent) => this.writer.write(packet, sent), done);
  }

  /** AWS IoT Core sends no more than 100 unacknowledged messages (AWS General Reference, IoT Core quotas). */
  private isWindowFull(): boolean {
    const { client, limits } = this.options;
    return this.inFlight.size >= Math.min(client.receiveMaximum, limits.unacknowledgedMessages);
  }

  /** A server discards such a message, and goes on as if it had sent it (MQTT 5.0, section 3.1.2.11.4). */
  private isTooLarge(packet: IPublishPacket): boolean {
    const { client, log } = this.options;
    const { maximumPacketSize, version } = client;
    if (version !== 5 || maximumPacketSize === undefined) {
      return false;
    }
    const bytes = generate(packet, { protocolVersion: 5 }).length;
    if (bytes > maximumPacketSize) {
      const fields = { clientId: client.id, topic: packet.topic, bytes, maximumPacketSize };
      log.info(fields, "message dropped: larger than the client's Maximum Packet Size");
    }
    return bytes > maximumPacketSize;
  }

  private freePacketId(): number {
    let id = this.nextPacketId;
    while (this.inFlight.has(id)) {
      id = following(id);
    }
    this.nextPacketId = following(id);
    return id;
  }

  private forget(key: MessageKey | undefined): void {
    if (key) {
      this.options.stored.forget(this.options.client.id, key);
    }
  }

  private rememberResumed({ key }: Delivery): void {
    if (key) {
      this.resumed.add(textOf(key));
    }
  }

  /**
   * A message comes once for each subscription that selects it, one call right after the other; and once more when
   * it was stored before the session's messages were read, and published after.
   */
  private hasSeen(key: MessageKey): boolean {
    const text = textOf(key);
    const seen = text === this.lastKey || this.resumed.has(text);
    this.lastKey = text;
    return seen;
  }
}

function following(packetId: number): number {
  return packetId === 65_535 ? 1 : packetId + 1;
}

function textOf({ brokerId, brokerCounter }: MessageKey): string {
  return `${brokerCounter} ${brokerId}`;
}
