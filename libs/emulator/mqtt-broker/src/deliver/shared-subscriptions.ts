import { randomUUID } from 'node:crypto';
import { parseSharedFilter } from '../subscribe/shared-filter';
import { filterSelects } from '../topics/topic-filter';
import type { Delivery, MessageKey, Outbox } from './outbox';

export interface SharedMember {
  readonly clientId: string;
  readonly qos: 0 | 1;
  /** Absent while the client is away and its persistent session waits for it. */
  readonly outbox: Outbox | undefined;
  /** Its session keeps messages. */
  readonly persistent: boolean;
}

interface Group {
  readonly filter: string;
  readonly members: Map<string, SharedMember>;
}

/** Stores a message for one session. */
type Enqueue = (clientId: string, message: Delivery & { readonly key: MessageKey }) => void;

/**
 * Groups of clients of which one gets each message (documented: developer guide, mqtt, shared subscriptions, for both
 * versions): one that is connected, in turn (guessed); when none is, a persistent session keeps it.
 */
export class SharedSubscriptions {
  private readonly groups = new Map<string, Group>();
  /** Keys of their own: a subscription that is not shared may bring the same message. */
  private readonly runId = randomUUID();
  private counter = 0;

  constructor(private readonly enqueue: Enqueue) {}

  /** `shared` is the whole `$share/{name}/{filter}`. */
  join(shared: string, member: SharedMember): void {
    const filter = parseSharedFilter(shared)?.filter;
    if (filter !== undefined) {
      const group = this.groups.get(shared) ?? { filter, members: new Map() };
      group.members.set(member.clientId, member);
      this.groups.set(shared, group);
    }
  }

  leave(shared: string, clientId: string): void {
    const group = this.groups.get(shared);
    group?.members.delete(clientId);
    if (group?.members.size === 0) {
      this.groups.delete(shared);
    }
  }

  /** The client has no session any more. */
  leaveAll(clientId: string): void {
    for (const shared of [...this.groups.keys()]) {
      this.leave(shared, clientId);
    }
  }

  /** The client went away: its persistent memberships wait for it. */
  away(clientId: string, outbox: Outbox): void {
    for (const [shared, { members }] of [...this.groups]) {
      const member = members.get(clientId);
      if (member?.outbox === outbox) {
        if (member.persistent) {
          members.set(clientId, { ...member, outbox: undefined });
        } else {
          this.leave(shared, clientId);
        }
      }
    }
  }

  deliver(message: Delivery): void {
    for (const { filter, members } of this.groups.values()) {
      if (filterSelects(filter, message.topic)) {
        this.deliverToOne(members, message);
      }
    }
  }

  private deliverToOne(members: Map<string, SharedMember>, message: Delivery): void {
    const all = [...members.values()];
    const member = all.find(({ outbox }) => outbox) ?? all.find(({ qos }) => qos === 1);
    if (!member) {
      return;
    }
    // The next message is the next member's.
    members.delete(member.clientId);
    members.set(member.clientId, member);
    const qos = member.qos === 1 ? message.qos : 0;
    const key = { brokerId: this.runId, brokerCounter: (this.counter += 1) };
    const delivery = { ...message, qos, key, retain: false } as const;
    if (qos === 1 && member.persistent) {
      this.enqueue(member.clientId, delivery);
    }
    member.outbox?.deliver(delivery);
  }
}
