import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { MessageKey } from '../deliver/delivery';
import type { SharedSubscriptions } from '../deliver/shared-subscriptions';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import type { RetainableMessage, RetainedRepository } from '../sessions/retained-repository';
import type { Sessions } from '../sessions/sessions';

export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  readonly properties?: (Record<string, unknown> & { readonly messageExpiryInterval?: number }) | undefined;
}

/** A message that may be acknowledged. */
export interface AcceptedMessage {
  /** What its packet has to carry on its way to connected clients. */
  readonly marks: MessageKey & { readonly payload: Buffer; readonly messageExpiry?: number };
  /** Gives it to the connected clients whose sessions store it, and to connected members of shared subscriptions. */
  readonly deliver: () => void;
}

export interface MessageIntakeOptions {
  readonly store: Store;
  readonly retained: RetainedRepository;
  readonly sessions: Sessions;
  readonly shared: SharedSubscriptions;
  readonly clock: Clock;
  readonly limits: Pick<BrokerLimits, 'retainedMessages' | 'messageExpirySeconds'>;
  readonly log: BrokerLog;
}

/**
 * Takes messages in. First a message is stored wherever it has to outlive a crash of the broker, all in one transaction;
 * only then may it be acknowledged and delivered.
 */
export class MessageIntake {
  /** The clients whose sessions store a message that is on its way, by its payload. */
  private readonly storedFor = new WeakMap<Buffer, ReadonlySet<string>>();
  private counter = 0;

  constructor(
    private readonly brokerId: string,
    private readonly options: MessageIntakeOptions,
  ) {}

  /**
   * @param publisher the client id of the device that published it
   * @throws what the store throws; nothing has been stored then
   */
  accept(message: IncomingMessage, publisher?: string): AcceptedMessage {
    const { store, sessions, shared } = this.options;
    const { topic, properties } = message;
    // The cloud may publish one buffer twice.
    const payload = Buffer.from(message.payload);
    const qos = message.qos === 0 ? 0 : 1;
    const expiry = this.expiryOf(properties?.messageExpiryInterval);
    const delivery = { topic, payload, qos, retain: false, properties, ...expiry } as const;
    const key = { brokerId: this.brokerId, brokerCounter: (this.counter += 1) };
    const stored = qos === 1 ? sessions.storing(topic, publisher) : new Set<string>();
    this.storedFor.set(payload, stored);
    const storeAll = (): (() => void) => {
      if (message.retain) {
        this.retain({ ...message, ...expiry });
      }
      sessions.enqueue(stored, delivery);
      return shared.store(delivery);
    };
    const mayStore = message.retain || stored.size > 0 || (qos === 1 && !shared.isEmpty);
    const deliverShared = mayStore ? store.transaction(storeAll) : storeAll();
    const deliver = (): void => {
      sessions.wake(stored);
      deliverShared();
    };
    return { marks: { ...key, ...expiry, payload }, deliver };
  }

  /** Whether this client gets the message of this payload from its session. */
  isStored(payload: Buffer, clientId: string): boolean {
    return this.storedFor.get(payload)?.has(clientId) === true;
  }

  /** Documented (developer guide, mqtt): 0 s count as 1 s, and more than seven days as seven days. */
  private expiryOf(seconds: number | undefined): { readonly messageExpiry?: number } {
    if (seconds === undefined) {
      return {};
    }
    const { clock, limits } = this.options;
    const { least, most } = limits.messageExpirySeconds;
    return { messageExpiry: clock.nowMillis() + Math.min(Math.max(seconds, least), most) * 1000 };
  }

  private retain(message: RetainableMessage): void {
    const { retained, limits, log } = this.options;
    if (!retained.put(message, limits.retainedMessages)) {
      const fields = { topic: message.topic, limit: limits.retainedMessages };
      log.warn(fields, 'retained message dropped: the account is full');
    }
  }
}
