/** So many connections may be lost with what one sender alone had on its way, within an hour. */
const mostConnectionsLost = 6;

const hourMillis = 60 * 60_000;

/** Of one sender. */
const mostProven = 1_024;

interface Standing {
  /** What the server has taken of it, the latest last. */
  readonly proven: Set<string>;
  /** When connections were lost with what was never proven. */
  losses: number[];
  /** Something of it, without acknowledgement, may have been why a connection was lost. */
  doubtedAt: number;
  refusedAt: number;
}

/**
 * What is known of those who use the device's connection. Each new topic may end three connections before it is refused, and
 * a sender can think of ever new ones. One that has cost too many connections may use what the server has taken before, and
 * nothing else, for an hour.
 */
export class SenderStanding {
  private readonly senders = new Map<string, Standing>();

  /** @param elapsed milliseconds that only ever grow */
  constructor(private readonly elapsed: () => number) {}

  /** The server has taken that topic, or filter, of the sender. */
  proved(sender: string, topic: string): void {
    const { proven } = this.of(sender);
    proven.delete(topic);
    proven.add(topic);
    const [oldest] = proven;
    if (proven.size > mostProven && oldest !== undefined) {
      proven.delete(oldest);
    }
  }

  /** It was taken for proven too soon. */
  unproved(sender: string, topic: string): void {
    this.senders.get(sender)?.proven.delete(topic);
  }

  hasProved(sender: string, topic: string): boolean {
    return this.senders.get(sender)?.proven.has(topic) === true;
  }

  /** A connection was lost soon after something of the sender that is not acknowledged, and others had something there too. */
  doubt(sender: string): void {
    this.of(sender).doubtedAt = this.elapsed();
  }

  /** A connection was lost while nothing else was on its way than that of the sender. */
  lost(sender: string, topic: string): void {
    const standing = this.of(sender);
    if (standing.proven.has(topic)) {
      return;
    }
    const now = this.elapsed();
    standing.losses = [...standing.losses.filter((at) => now - at < hourMillis), now];
    standing.doubtedAt = now;
    if (standing.losses.length >= mostConnectionsLost) {
      standing.losses = [];
      standing.refusedAt = now;
    }
  }

  /** Whether it is to be tried before it is let out like others. */
  doubts(sender: string, topic: string): boolean {
    return this.isRecent(sender, topic, 'doubtedAt');
  }

  refuses(sender: string, topic: string): boolean {
    return this.isRecent(sender, topic, 'refusedAt');
  }

  private isRecent(sender: string, topic: string, since: 'doubtedAt' | 'refusedAt'): boolean {
    const standing = this.senders.get(sender);
    return (
      standing !== undefined && this.elapsed() - standing[since] < hourMillis && !standing.proven.has(topic)
    );
  }

  /** Senders have passwords, and so are few. */
  private of(sender: string): Standing {
    const known = this.senders.get(sender);
    if (known !== undefined) {
      return known;
    }
    const fresh: Standing = { proven: new Set(), losses: [], doubtedAt: -Infinity, refusedAt: -Infinity };
    this.senders.set(sender, fresh);
    return fresh;
  }
}

/** What is said of what is refused. */
export function heldToProven(what: 'publish' | 'subscribe'): string {
  return (
    `${mostConnectionsLost} connections to AWS IoT Core were lost within an hour with ` +
    (what === 'publish'
      ? 'its messages on topics that have never been acknowledged'
      : 'its subscriptions to topic filters that have never been granted') +
    `. For an hour no new ones are tried. Check that the policy of the device's certificate allows them.`
  );
}
