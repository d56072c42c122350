import type { Delivery, Kept } from './delivery';
import type { Outbox } from './outbox';
import type { SharedQueue } from './shared-queue';

export interface SharedMember {
  readonly clientId: string;
  readonly qos: 0 | 1;
  /** Absent while the client is away and its persistent session waits for it. */
  readonly outbox: Outbox | undefined;
  /** Its session outlives the connection. */
  readonly persistent: boolean;
}

/**
 * Clients of which one gets each message (documented: developer guide, mqtt, shared subscriptions): one that is
 * connected and can take it (guessed), in turn (AWS's blog on shared subscriptions says: at random). Documented: messages
 * are queued while a member has a persistent session; guessed: they are the group's then, and whichever member has room
 * gets the next one.
 */
export class SharedGroup {
  private readonly members = new Map<string, SharedMember>();
  /** Queued messages that came back from a member, with those who could not have them. */
  private readonly returned = new Map<number, Set<string>>();
  private lastTaken = 0;

  /** @param shared the whole `$share/{name}/{filter}` */
  constructor(
    private readonly shared: string,
    readonly filter: string,
    private readonly queue: SharedQueue,
  ) {}

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  /** Its messages are queued. */
  get keeps(): boolean {
    return [...this.members.values()].some(({ persistent, qos }) => persistent && qos === 1);
  }

  join(member: SharedMember): void {
    this.members.set(member.clientId, member);
    // It may come back with other limits, and other policies.
    for (const refusers of this.returned.values()) {
      refusers.delete(member.clientId);
    }
    member.outbox?.sendWaiting();
  }

  leave(clientId: string): void {
    this.members.delete(clientId);
    this.dropUnlessAwaited();
  }

  /** The client went away: its persistent membership waits for it. */
  away(clientId: string, outbox: Outbox): void {
    const member = this.members.get(clientId);
    if (member?.outbox !== outbox) {
      return;
    }
    if (member.persistent) {
      this.members.set(clientId, { ...member, outbox: undefined });
      this.dropUnlessAwaited();
    } else {
      this.leave(clientId);
    }
  }

  /** Has a connected member take what is queued. */
  wake(excluded: ReadonlySet<string> = new Set()): void {
    const free = [...this.members.values()].find(
      ({ clientId, outbox }) => !excluded.has(clientId) && outbox?.hasRoom() === true,
    );
    if (free) {
      this.moveToEnd(free);
      free.outbox?.sendWaiting();
    }
  }

  /** The next queued message for this connection; undefined if there is none, or it is of no member. */
  take(clientId: string, outbox: Outbox): Delivery | undefined {
    const member = this.members.get(clientId);
    if (member?.outbox !== outbox) {
      return undefined;
    }
    for (const [id, refusers] of this.returned) {
      if (!refusers.has(clientId)) {
        this.returned.delete(id);
        const again = this.queue.get(id);
        if (again) {
          return this.queued(again.message, id, member, refusers);
        }
      }
    }
    const next = this.queue.after(this.shared, this.lastTaken);
    if (!next) {
      return undefined;
    }
    this.lastTaken = next.id;
    return this.queued(next.message, next.id, member, new Set());
  }

  /** Gives the message to a connected member; it is lost when none can take it. */
  push(message: Delivery, excluded: ReadonlySet<string> = new Set()): void {
    for (const member of [...this.members.values()]) {
      const { clientId, outbox, qos } = member;
      if (outbox && !excluded.has(clientId)) {
        const kept = this.untilTaken(message, new Set([...excluded, clientId]));
        const delivery = { ...message, qos: qos === 1 ? message.qos : 0, kept } as const;
        if (outbox.canTake(delivery)) {
          this.moveToEnd(member);
          outbox.deliver(delivery);
          return;
        }
      }
    }
  }

  private queued(message: Delivery, id: number, { clientId, qos }: SharedMember, refusers: Set<string>) {
    const comeBack = (): void => {
      this.returned.set(id, refusers);
      this.wake(refusers);
    };
    const kept: Kept = {
      release: () => this.queue.delete(id),
      refuse: () => {
        refusers.add(clientId);
        comeBack();
      },
      giveBack: comeBack,
    };
    return { ...message, qos, kept };
  }

  /** Guessed: what a connection took along is given to another member, as MQTT 5.0 recommends in section 4.8.2. */
  private untilTaken(message: Delivery, tried: ReadonlySet<string>): Kept {
    const passOn = (): void => this.push(message, tried);
    return { release: () => undefined, refuse: passOn, giveBack: passOn };
  }

  /** The next message is the next member's. */
  private moveToEnd(member: SharedMember): void {
    this.members.delete(member.clientId);
    this.members.set(member.clientId, member);
  }

  private dropUnlessAwaited(): void {
    const isAwaited = this.keeps || [...this.members.values()].some(({ outbox }) => outbox);
    if (!isAwaited) {
      this.returned.clear();
      this.queue.deleteAll(this.shared);
    }
  }
}
