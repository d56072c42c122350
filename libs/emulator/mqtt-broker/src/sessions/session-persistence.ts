import { Readable } from 'node:stream';
import type { Clock } from '@fleet/emulator-clock';
import type { Delivery, MessageKey, Outbox, StoredMessages } from '../deliver/outbox';
import { SharedSubscriptions } from '../deliver/shared-subscriptions';
import type { BrokerLog } from '../ports';
import type { BrokerLimits } from '../limits';
import { parseSharedFilter } from '../subscribe/shared-filter';
import { filterSelects, hasWildcard } from '../topics/topic-filter';
import type { RetainedRepository } from './retained-repository';
import type { QueuedMessage, SessionRepository, StoredSubscription } from './session-repository';

interface ClientRef {
  readonly id: string;
}

/** A message as the broker below hands it over. */
interface BrokerPacket {
  readonly brokerId: string;
  readonly brokerCounter: number;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly properties?: Record<string, unknown>;
  readonly messageExpiry?: number;
}

interface Will {
  clientId?: string;
  brokerId?: string;
}

/** A connection, as far as its session needs it. */
interface Subscriber {
  readonly client: ClientRef & { readonly clean: boolean };
  readonly outbox: Outbox;
}

/** What a CONNECT says of its session. */
export interface SessionStart {
  readonly clientId: string;
  readonly version: 4 | 5;
  /** A session that is there is not to be resumed. */
  readonly clean: boolean;
  /** The session is to outlive the connection. */
  readonly keeps: boolean;
}

export interface SessionPersistenceOptions {
  readonly sessions: SessionRepository;
  readonly retained: RetainedRepository;
  readonly clock: Clock;
  readonly limits: BrokerLimits;
  readonly log: BrokerLog;
}

/**
 * The storage port of aedes, on the store: retained messages, and persistent sessions with AWS IoT Core's
 * lifetime (developer guide, mqtt: an hour without a connection, on the cloud's clock). Wills live as long as
 * their connection and stay in memory. QoS 2 does not exist here.
 */
export class SessionPersistence implements StoredMessages {
  /** Subscriptions of QoS 1 of persistent sessions: what a message is queued for. Client ids by filter. */
  private readonly queuingFilters = new Map<string, Set<string>>();
  readonly shared = new SharedSubscriptions((clientId, message) => {
    const { sessions, limits } = this.options;
    sessions.enqueue([clientId], message, limits.queuedMessagesPerSession);
  });
  private readonly wills = new Map<string, Will>();
  private cancelExpiry: () => void = () => undefined;

  constructor(private readonly options: SessionPersistenceOptions) {}

  async setup(): Promise<void> {
    const { sessions, limits } = this.options;
    sessions.expireAllOpenAt(this.now() + limits.persistentSessionSeconds * 1000);
    for (const { clientId, topic, qos } of sessions.allSubscriptions()) {
      if (parseSharedFilter(topic)) {
        const member = { clientId, qos: qos === 0 ? 0 : 1, outbox: undefined, persistent: true } as const;
        this.shared.join(topic, member);
      } else {
        this.index(clientId, topic, qos);
      }
    }
    this.deleteExpired();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    this.cancelExpiry();
    return Promise.resolve();
  }

  /**
   * A client connects. Returns whether it resumes its session. Documented (developer guide, mqtt): a session of one
   * protocol version is not resumed by the other; guessed: it is over then.
   */
  begin({ clientId, version, clean, keeps }: SessionStart): boolean {
    const { sessions } = this.options;
    this.deleteExpired();
    const stored = sessions.versionOf(clientId);
    const resumes = stored === version && !clean;
    if (stored !== undefined && !resumes) {
      this.end(clientId);
    }
    if (keeps || resumes) {
      sessions.open(clientId, version);
    }
    return resumes;
  }

  /** The client of a persistent session went away: the session lives for so many seconds more. */
  sessionLeft(clientId: string, seconds: number): void {
    this.options.sessions.expireAt(clientId, this.now() + seconds * 1000);
    this.deleteExpired();
  }

  /** The client is connected: its session, if it has one, does not expire. */
  sessionInUse(clientId: string): void {
    this.options.sessions.expireAt(clientId, undefined);
  }

  async storeRetained(packet: BrokerPacket): Promise<void> {
    const { retained, limits, log } = this.options;
    const { topic, payload, qos, properties } = packet;
    if (payload.length > 0 && !retained.get(topic) && retained.count() >= limits.retainedMessages) {
      log.warn({ topic, limit: limits.retainedMessages }, 'retained message dropped: the account is full');
      return Promise.resolve();
    }
    retained.put({ topic, payload, qos, properties });
    return Promise.resolve();
  }

  /** Filters with wildcards get no retained messages (developer guide, mqtt). */
  createRetainedStreamCombi(filters: readonly string[]): Readable {
    const { retained } = this.options;
    const topics = filters.filter((filter) => !hasWildcard(filter));
    return Readable.from(topics.flatMap((topic) => retained.get(topic) ?? []));
  }

  createRetainedStream(filter: string): Readable {
    return this.createRetainedStreamCombi([filter]);
  }

  /** aedes asks to store what has not been granted as well; `keepSubscriptions` is told what has. */
  async addSubscriptions(): Promise<void> {
    return Promise.resolve();
  }

  async removeSubscriptions(): Promise<void> {
    return Promise.resolve();
  }

  /** What a client has been granted; it is stored if its session is to outlive the connection. */
  keepSubscriptions({ client, outbox }: Subscriber, subscriptions: readonly StoredSubscription[]): void {
    const persistent = !client.clean;
    if (persistent) {
      this.options.sessions.subscribe(client.id, subscriptions);
    }
    for (const { topic, qos } of subscriptions) {
      if (parseSharedFilter(topic)) {
        this.shared.join(topic, { clientId: client.id, qos: qos === 0 ? 0 : 1, outbox, persistent });
      } else if (persistent) {
        this.index(client.id, topic, qos);
      }
    }
  }

  /** Takes up the shared subscriptions of a session that is resumed; returns them. */
  resumeShared(clientId: string, outbox: Outbox): StoredSubscription[] {
    const resumed = this.options.sessions
      .subscriptionsOf(clientId)
      .filter(({ topic }) => parseSharedFilter(topic));
    for (const { topic, qos } of resumed) {
      this.shared.join(topic, { clientId, qos: qos === 0 ? 0 : 1, outbox, persistent: true });
    }
    return resumed;
  }

  dropSubscriptions(clientId: string, filters: readonly string[]): void {
    this.options.sessions.unsubscribe(clientId, filters);
    for (const filter of filters) {
      this.unindex(clientId, filter);
      this.shared.leave(filter, clientId);
    }
  }

  async subscriptionsByClient(client: ClientRef): Promise<StoredSubscription[]> {
    const subscriptions = this.options.sessions.subscriptionsOf(client.id);
    return Promise.resolve(subscriptions.filter(({ topic }) => !parseSharedFilter(topic)));
  }

  async subscriptionsByTopic(topic: string): Promise<{ clientId: string; topic: string }[]> {
    const clientIds = new Set<string>();
    for (const [filter, holders] of this.queuingFilters) {
      if (filterSelects(filter, topic)) {
        for (const clientId of holders) {
          clientIds.add(clientId);
        }
      }
    }
    return Promise.resolve([...clientIds].map((clientId) => ({ clientId, topic })));
  }

  /** aedes asks when a session is over, and when a clean one begins: that has been begun before. */
  async cleanSubscriptions(client: ClientRef & { readonly closed?: boolean }): Promise<void> {
    if (client.closed === true) {
      this.end(client.id);
    }
    return Promise.resolve();
  }

  /** The session is over, with all that it stores. */
  end(clientId: string): void {
    for (const { topic } of this.options.sessions.subscriptionsOf(clientId)) {
      this.unindex(clientId, topic);
    }
    this.shared.leaveAll(clientId);
    this.options.sessions.delete(clientId);
  }

  async outgoingEnqueue(subscription: { clientId: string }, packet: BrokerPacket): Promise<void> {
    return this.outgoingEnqueueCombi([subscription], packet);
  }

  async outgoingEnqueueCombi(
    subscriptions: readonly { clientId: string }[],
    packet: BrokerPacket,
  ): Promise<void> {
    if (subscriptions.length === 0) {
      return Promise.resolve();
    }
    const { sessions, limits, log } = this.options;
    const clientIds = subscriptions.map(({ clientId }) => clientId);
    for (const clientId of sessions.enqueue(clientIds, queued(packet), limits.queuedMessagesPerSession)) {
      log.warn({ clientId, topic: packet.topic }, 'message not stored: the persistent session is full');
    }
    return Promise.resolve();
  }

  storedFor(clientId: string): Delivery[] {
    return this.options.sessions.queuedFor(clientId);
  }

  forget(clientId: string, key: MessageKey): void {
    this.options.sessions.forget(clientId, key);
  }

  /** The outbox knows what was acknowledged, and sends what is stored. */
  async outgoingClearMessageId(): Promise<void> {
    return Promise.resolve();
  }

  outgoingStream(): Readable {
    return Readable.from([]);
  }

  async incomingStorePacket(): Promise<never> {
    return Promise.reject(new QosTwoError());
  }

  async incomingGetPacket(): Promise<never> {
    return Promise.reject(new QosTwoError());
  }

  async incomingDelPacket(): Promise<never> {
    return Promise.reject(new QosTwoError());
  }

  async putWill(client: ClientRef, will: Will): Promise<void> {
    will.clientId = client.id;
    this.wills.set(client.id, will);
    return Promise.resolve();
  }

  async getWill(client: ClientRef): Promise<Will | undefined> {
    return Promise.resolve(this.wills.get(client.id));
  }

  async delWill(client: ClientRef): Promise<Will | undefined> {
    const will = this.wills.get(client.id);
    this.wills.delete(client.id);
    return Promise.resolve(will);
  }

  /** Wills of brokers that died; there is only this one. */
  streamWill(): Readable {
    return Readable.from([]);
  }

  private now(): number {
    return this.options.clock.nowMillis();
  }

  /** Deletes what is over, and comes back when the next session is. */
  private deleteExpired(): void {
    const { sessions, clock } = this.options;
    for (const clientId of sessions.deleteExpired(this.now())) {
      for (const filter of this.queuingFilters.keys()) {
        this.unindex(clientId, filter);
      }
      this.shared.leaveAll(clientId);
    }
    this.cancelExpiry();
    const next = sessions.nextExpiry();
    if (next !== undefined) {
      this.cancelExpiry = clock.at(new Date(next), () => this.deleteExpired());
    }
  }

  private index(clientId: string, filter: string, qos: number): void {
    if (qos === 0) {
      this.unindex(clientId, filter);
      return;
    }
    const holders = this.queuingFilters.get(filter) ?? new Set();
    this.queuingFilters.set(filter, holders.add(clientId));
  }

  private unindex(clientId: string, filter: string): void {
    const holders = this.queuingFilters.get(filter);
    holders?.delete(clientId);
    if (holders?.size === 0) {
      this.queuingFilters.delete(filter);
    }
  }
}

/** Reached only when a QoS 2 packet got past the gates. */
class QosTwoError extends Error {
  override readonly name = 'QosTwoError';

  constructor() {
    super('AWS IoT Core has no QoS 2.');
  }
}

function queued(packet: BrokerPacket): QueuedMessage {
  const { brokerId, brokerCounter, topic, payload, properties, messageExpiry } = packet;
  const key = { brokerId, brokerCounter };
  return { key, topic, payload, qos: 1, retain: false, properties, messageExpiry };
}
