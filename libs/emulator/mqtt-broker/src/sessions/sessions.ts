import type { Clock } from '@fleet/emulator-clock';
import type { Backlog, Delivery } from '../deliver/delivery';
import type { Outbox } from '../deliver/outbox';
import type { SharedSubscriptions } from '../deliver/shared-subscriptions';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import { parseSharedFilter } from '../subscribe/shared-filter';
import { QueuingFilters } from './queuing-filters';
import { SessionBacklog } from './session-backlog';
import type { SessionQueueRepository } from './session-queue-repository';
import type { SessionRepository, StoredSubscription } from './session-repository';

/** A connection, as far as its session needs it. */
export interface Subscriber {
  readonly clientId: string;
  /** A session belongs to the connection that took it up last; what another one says of it is out of date. */
  readonly sessionIdentifier: string;
  /** Its session outlives the connection. */
  readonly isPersistent: boolean;
  readonly outbox: Outbox;
}

/** What a CONNECT says of its session. */
export interface SessionStart {
  readonly clientId: string;
  readonly sessionIdentifier: string;
  readonly outbox: Outbox;
  readonly version: 4 | 5;
  /** A session that is there is not to be resumed. */
  readonly clean: boolean;
  /** The session is to outlive the connection. */
  readonly keeps: boolean;
}

/** The session of a connection, as it begins. */
export interface BegunSession {
  readonly isResumed: boolean;
  readonly subscriptions: readonly StoredSubscription[];
}

export interface SessionsOptions {
  readonly sessions: SessionRepository;
  readonly queue: SessionQueueRepository;
  readonly shared: SharedSubscriptions;
  readonly clock: Clock;
  readonly limits: Pick<BrokerLimits, 'persistentSessionSeconds' | 'queuedMessagesPerSession'>;
  readonly log: BrokerLog;
}

/**
 * Persistent sessions with AWS IoT Core's lifetime (developer guide, mqtt: an hour without a connection, on the cloud's
 * clock).
 */
export class Sessions {
  private readonly queuingFilters = new QueuingFilters();
  /** Where the messages of sessions go whose clients are connected. */
  private readonly outboxes = new Map<string, Outbox>();
  /** Connections that have gone and that the store does not know of yet, with the end of their sessions. */
  private readonly departures = new Map<Subscriber, number>();
  private cancelExpiry: () => void = () => undefined;

  constructor(private readonly options: SessionsOptions) {}

  /** Takes up what the last run left. */
  start(): void {
    const { sessions, shared, limits } = this.options;
    sessions.expireAllOpenAt(this.now() + limits.persistentSessionSeconds * 1000);
    for (const { clientId, ...subscription } of sessions.allSubscriptions()) {
      const { topic, qos } = subscription;
      if (parseSharedFilter(topic)) {
        const member = { clientId, qos: qos === 0 ? 0 : 1, outbox: undefined, persistent: true } as const;
        shared.join(topic, member);
      } else {
        this.index(clientId, subscription);
      }
    }
    shared.dropUnawaited();
    this.deleteExpired();
  }

  close(): void {
    this.cancelExpiry();
  }

  /**
   * A client connects, and gets a session. Documented (developer guide, mqtt): a session of one protocol version is not
   * resumed by the other; guessed: it is over then.
   */
  begin({ clientId, sessionIdentifier, outbox, version, clean, keeps }: SessionStart): BegunSession {
    const { sessions } = this.options;
    this.deleteExpired();
    const stored = sessions.find(clientId);
    const resumes = stored !== undefined && !clean && (stored.version ?? version) === version;
    const isOver = stored !== undefined && !resumes;
    const subscriptions = resumes ? sessions.subscriptionsOf(clientId) : [];
    sessions.replace({ clientId, sessionIdentifier, version, deletes: isOver, opens: keeps || resumes });
    if (isOver) {
      this.forgetSubscriptions(clientId);
    }
    this.outboxes.set(clientId, outbox);
    return { isResumed: resumes, subscriptions };
  }

  /** The connection is gone: its session, if it still is that, lives for so many seconds more. */
  left(subscriber: Subscriber, seconds: number): void {
    const { clientId, isPersistent, outbox } = subscriber;
    if (this.outboxes.get(clientId) === outbox) {
      this.outboxes.delete(clientId);
    }
    if (isPersistent) {
      this.departures.set(subscriber, seconds === 0 ? 0 : this.now() + seconds * 1000);
      this.deleteExpired();
    }
  }

  /** The session is over with all that it stores, if it still is the connection's. */
  end({ clientId, sessionIdentifier }: Pick<Subscriber, 'clientId' | 'sessionIdentifier'>): void {
    if (this.options.sessions.deleteOf(clientId, sessionIdentifier)) {
      this.forgetSubscriptions(clientId);
    }
  }

  /** A connection takes up the shared subscriptions of its session. */
  rejoinShared({ clientId, outbox }: Subscriber, subscriptions: readonly StoredSubscription[]): void {
    for (const { topic, qos } of subscriptions.filter(({ topic }) => parseSharedFilter(topic))) {
      this.options.shared.join(topic, { clientId, qos: qos === 0 ? 0 : 1, outbox, persistent: true });
    }
  }

  /** What a client has been granted; it is stored if its session is to outlive the connection. */
  keepSubscriptions(subscriber: Subscriber, subscriptions: readonly StoredSubscription[]): void {
    const { clientId, sessionIdentifier, isPersistent, outbox } = subscriber;
    const { sessions, shared } = this.options;
    const persistent = isPersistent && sessions.isOf(clientId, sessionIdentifier);
    if (persistent) {
      sessions.subscribe(clientId, subscriptions);
    }
    for (const subscription of subscriptions) {
      const { topic, qos } = subscription;
      if (parseSharedFilter(topic)) {
        shared.join(topic, { clientId, qos: qos === 0 ? 0 : 1, outbox, persistent });
      } else if (persistent) {
        this.index(clientId, subscription);
      }
    }
  }

  dropSubscriptions(subscriber: Subscriber, filters: readonly string[]): void {
    const { clientId, sessionIdentifier, isPersistent } = subscriber;
    const { sessions, shared } = this.options;
    if (isPersistent && sessions.isOf(clientId, sessionIdentifier)) {
      sessions.unsubscribe(clientId, filters);
      for (const filter of filters) {
        this.queuingFilters.delete(clientId, filter);
      }
    }
    for (const filter of filters) {
      shared.leave(filter, clientId);
    }
  }

  /** The clients whose sessions store a message of QoS 1 on this topic. */
  storing(topic: string, publisher: string | undefined): Set<string> {
    return this.queuingFilters.holdersOf(topic, publisher);
  }

  /** Documented (developer guide, mqtt): a message is dropped for a session that is full. */
  enqueue(clientIds: ReadonlySet<string>, message: Delivery): void {
    const { queue, limits, log } = this.options;
    for (const clientId of clientIds) {
      if (!queue.add(clientId, message, limits.queuedMessagesPerSession)) {
        const fields = { clientId, topic: message.topic };
        log.warn(fields, 'message not stored: the persistent session is full');
      }
    }
  }

  /** Has connected clients get what their sessions have stored. */
  wake(clientIds: ReadonlySet<string>): void {
    for (const clientId of clientIds) {
      this.outboxes.get(clientId)?.sendWaiting();
    }
  }

  /** What waits for a client in its session. */
  backlogOf(client: { readonly id: string }): Backlog {
    return new SessionBacklog(this.options.queue, client);
  }

  private now(): number {
    return this.options.clock.nowMillis();
  }

  /** What the store could not take is tried again with the next client that connects or leaves. */
  private noteDepartures(): void {
    for (const [subscriber, endMillis] of this.departures) {
      if (endMillis === 0) {
        this.end(subscriber);
      } else {
        this.options.sessions.expireAt(subscriber.clientId, subscriber.sessionIdentifier, endMillis);
      }
      this.departures.delete(subscriber);
    }
  }

  /** Deletes what is over, and comes back when the next session is. */
  private deleteExpired(): void {
    const { sessions, clock, log } = this.options;
    this.noteDepartures();
    for (const clientId of sessions.deleteExpired(this.now())) {
      this.forgetSubscriptions(clientId);
    }
    this.cancelExpiry();
    const next = sessions.nextExpiry();
    if (next !== undefined) {
      this.cancelExpiry = clock.at(new Date(next), () => {
        try {
          this.deleteExpired();
        } catch (error) {
          // The next client that connects or leaves has them deleted.
          log.error({ err: error }, 'expired sessions were not deleted');
        }
      });
    }
  }

  private forgetSubscriptions(clientId: string): void {
    this.queuingFilters.deleteAll(clientId);
    this.options.shared.leaveAll(clientId);
  }

  private index(clientId: string, { topic, qos, nl }: StoredSubscription): void {
    if (qos === 0) {
      this.queuingFilters.delete(clientId, topic);
    } else {
      this.queuingFilters.add(clientId, topic, nl === true);
    }
  }
}
