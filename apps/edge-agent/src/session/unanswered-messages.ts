import type { ConnectionWatch } from './connection-watch';
import type { DropCause, UnansweredMessage } from './unanswered-message';

/** AWS IoT Core has at most 100 messages of a client unacknowledged [service quotas]; the agent needs some itself. */
const mostInFlight = 80;

/** What the server has not answered for yet, as it came, and which of it goes next. */
export class UnansweredMessages {
  private readonly all: UnansweredMessage[] = [];

  constructor(
    private readonly watch: ConnectionWatch,
    private readonly changed: () => void,
  ) {}

  /** Whether something waits that the last connection may have been lost with. */
  get hasSuspects(): boolean {
    return this.all.some((each) => this.watch.isSuspect(each));
  }

  get areOnTheirWay(): boolean {
    return this.all.some(({ sent }) => sent);
  }

  /** Whether one is on its way by whose fate its connection tells. */
  get isTrying(): boolean {
    return this.all.some((each) => each.sent && this.watch.goesAlone(each));
  }

  add(message: UnansweredMessage): void {
    this.all.push(message);
    this.changed();
  }

  published(message: UnansweredMessage): void {
    this.settle(message, () => message.fate.published());
  }

  /** Each is told of once: an answer may still come to one that was dropped when the agent was stopped. */
  drop(message: UnansweredMessage, reason: string, cause: DropCause): void {
    this.settle(message, () => message.fate.dropped(reason, cause));
  }

  those(matches: (message: UnansweredMessage) => boolean): UnansweredMessage[] {
    return this.all.filter(matches);
  }

  /** The first that has not been sent, unless that one has to wait; one that may end the connection goes alone. */
  next(): UnansweredMessage | undefined {
    const inFlight = this.all.filter(({ sent }) => sent);
    if (this.isTrying || (this.watch.needsQuiet && this.watch.isSuspectsTurn)) {
      return undefined;
    }
    const waiting = this.waiting();
    const [first] = waiting;
    const next = first !== undefined && this.hasToWait(first) ? (this.overtaking(waiting) ?? first) : first;
    const most = next !== undefined && this.watch.goesAlone(next) ? 1 : mostInFlight;
    return inFlight.length < most ? next : undefined;
  }

  private settle(message: UnansweredMessage, tell: () => void): void {
    const index = this.all.indexOf(message);
    if (index >= 0) {
      this.all.splice(index, 1);
      tell();
      this.changed();
    }
  }

  private waiting(): UnansweredMessage[] {
    // One without acknowledgement would blur why a connection is lost.
    const isHeld = this.watch.isSubscribing || this.holdsUpSuspect || this.all.some(({ suspect }) => suspect);
    return this.all.filter((each) => !each.sent && (each.qos === 1 || !isHeld || this.watch.goesAlone(each)));
  }

  /** Those who send all the time would keep a suspect waiting for ever. */
  private get holdsUpSuspect(): boolean {
    return this.watch.isSuspectsTurn && this.all.some((each) => this.watch.goesAlone(each));
  }

  private hasToWait(message: UnansweredMessage): boolean {
    return this.watch.goesAlone(message) && this.watch.waitForSuspect() > 0;
  }

  /** The first that will not end the connection, as far as anybody knows, and before which none of the same order waits. */
  private overtaking(waiting: readonly UnansweredMessage[]): UnansweredMessage | undefined {
    const held = waiting.filter((each) => this.watch.goesAlone(each));
    const orders = new Set(held.map(({ order }) => order));
    const senders = new Set(held.map(({ sender }) => sender.id));
    return waiting.find(
      ({ order, sender, topic }) =>
        !orders.has(order) && (!senders.has(sender.id) || this.watch.standing.hasProved(sender.id, topic)),
    );
  }
}
