import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { SharedSubscriptions } from '../deliver/shared-subscriptions';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import { MessageIntake } from '../publish/message-intake';
import { RetainedRepository } from './retained-repository';
import { SessionQueueRepository } from './session-queue-repository';
import { SessionRepository } from './session-repository';
import { sessionSchema } from './session-schema';
import { Sessions } from './sessions';
import { SharedQueueRepository } from './shared-queue-repository';

export interface StorageOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: BrokerLimits;
  readonly log: BrokerLog;
  /** Of this run of the broker. */
  readonly brokerId: string;
}

/** What the broker keeps, and who puts it there. */
export interface Storage {
  readonly retained: RetainedRepository;
  readonly sessions: Sessions;
  readonly shared: SharedSubscriptions;
  readonly intake: MessageIntake;
}

export function openStorage(options: StorageOptions): Storage {
  const { store, clock, limits, log, brokerId } = options;
  store.migrate('mqtt', sessionSchema);
  const sharedQueue = new SharedQueueRepository(store, limits.queuedMessagesPerSession);
  const shared = new SharedSubscriptions(sharedQueue, (group, topic) => {
    log.warn({ group, topic }, 'message not stored: the queue of the shared subscription is full');
  });
  const retained = new RetainedRepository(store, clock);
  const sessions = new Sessions({
    sessions: new SessionRepository(store),
    queue: new SessionQueueRepository(store),
    shared,
    clock,
    limits,
    log,
  });
  const intake = new MessageIntake(brokerId, { store, retained, sessions, shared, clock, limits, log });
  return { retained, sessions, shared, intake };
}
