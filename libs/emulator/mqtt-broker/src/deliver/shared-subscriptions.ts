import { parseSharedFilter } from '../subscribe/shared-filter';
import { filterSelects } from '../topics/topic-filter';
import type { Delivery } from './delivery';
import type { Outbox } from './outbox';
import type { SharedMember } from './shared-group';
import { SharedGroup } from './shared-group';
import type { SharedQueue } from './shared-queue';

/** All groups of shared subscriptions. */
export class SharedSubscriptions {
  private readonly groups = new Map<string, SharedGroup>();

  constructor(
    private readonly queue: SharedQueue,
    /** The group has no room for this message. */
    private readonly onFull: (shared: string, topic: string) => void,
  ) {}

  get isEmpty(): boolean {
    return this.groups.size === 0;
  }

  /** `shared` is the whole `$share/{name}/{filter}`. */
  join(shared: string, member: SharedMember): void {
    const filter = parseSharedFilter(shared)?.filter;
    if (filter !== undefined) {
      const group = this.groups.get(shared) ?? new SharedGroup(shared, filter, this.queue);
      this.groups.set(shared, group);
      group.join(member);
    }
  }

  leave(shared: string, clientId: string): void {
    const group = this.groups.get(shared);
    group?.leave(clientId);
    this.forgetEmpty();
  }

  /** The client has no session any more. */
  leaveAll(clientId: string): void {
    for (const group of this.groups.values()) {
      group.leave(clientId);
    }
    this.forgetEmpty();
  }

  /** The client went away: its persistent memberships wait for it. */
  away(clientId: string, outbox: Outbox): void {
    for (const group of this.groups.values()) {
      group.away(clientId, outbox);
    }
    this.forgetEmpty();
  }

  /** For a start: messages wait for groups that had no member with a persistent session. */
  dropUnawaited(): void {
    for (const shared of this.queue.groups()) {
      if (!this.groups.has(shared)) {
        this.queue.deleteAll(shared);
      }
    }
  }

  /** Stores the message for each group that keeps it. What this returns gives it to connected members. */
  store(message: Delivery): () => void {
    const giveOut: (() => void)[] = [];
    for (const [shared, group] of this.groups) {
      if (filterSelects(group.filter, message.topic)) {
        if (message.qos === 0 || !group.keeps) {
          giveOut.push(() => group.push(message));
        } else if (this.queue.add(shared, message)) {
          giveOut.push(() => group.wake());
        } else {
          this.onFull(shared, message.topic);
        }
      }
    }
    return () => {
      for (const each of giveOut) {
        each();
      }
    };
  }

  /** What waits for a connection in the queues of its groups. */
  nextFor(clientId: string, outbox: Outbox): Delivery | undefined {
    for (const group of this.groups.values()) {
      const message = group.take(clientId, outbox);
      if (message) {
        return message;
      }
    }
    return undefined;
  }

  private forgetEmpty(): void {
    for (const [shared, group] of this.groups) {
      if (group.isEmpty) {
        this.groups.delete(shared);
      }
    }
  }
}
