import type { Connection } from '../connection/connection';
import { RepeatedLosses } from './repeated-losses';
import { SenderStanding } from './sender-standing';
import type { UnansweredMessage } from './unanswered-message';

/** So long after a message without acknowledgement a connection may be lost because of it (guessed). */
export const suspiciousMillis = 2_000;

/** So long a connection lasts before it gets what the last one may have been lost with: an order to rotate comes first. */
const settlingMillis = 3_000;

/** A message on trial holds up all others: so long the next one waits then, as they are to have most of the time. */
const restMillis = 3 * suspiciousMillis;

/** So often it is asked whether subscriptions are still being made. */
const subscribingMillis = 200;

/** So often it is asked whether a rotation is still near. */
const rotationMillis = 1_000;

/** Of messages without acknowledgement, the latest so many may be why a connection is lost. */
const mostRecent = 16;

/** Suspects wait for subscriptions that are made anew, and no longer than this: a server may answer none of them. */
const mostRestoringMillis = 60_000;

interface SentMessage {
  readonly message: UnansweredMessage;
  readonly at: number;
}

/** Nothing has come of the connection yet since a message was taken to be let through: it may have been dead. */
interface Provisional {
  readonly sender: string;
  readonly topic: string;
  readonly packetsReceived: number;
}

/** Watches what a connection is lost with: nobody says why it was. */
export class ConnectionWatch {
  /** Of messages without acknowledgement, by name. */
  readonly losses: RepeatedLosses;
  readonly standing: SenderStanding;
  /** A subscription that the last connection may have been lost with waits, or is on its way: nothing else may go in its turn. */
  needsQuiet = false;
  /** Subscriptions that programs have had are being made anew. */
  isRestoring = false;
  private connection: Connection | undefined;
  private since = 0;
  private restsUntil = 0;
  private recent: readonly SentMessage[] = [];
  private provisional: readonly Provisional[] = [];
  private subscribes = 0;
  private readonly unclear = new WeakSet<Connection>();

  constructor(
    private readonly elapsed: () => number,
    private readonly rotationIsNear: () => boolean,
  ) {
    this.losses = new RepeatedLosses(elapsed);
    this.standing = new SenderStanding(elapsed);
  }

  carries(connection: Connection): void {
    this.connection = connection;
    this.since = this.elapsed();
    this.restsUntil = 0;
    this.recent = [];
    this.provisional = [];
    connection.onClose(() => this.ended(connection));
  }

  get isSubscribing(): boolean {
    return this.subscribes > 0;
  }

  /** A SUBSCRIBE of programs is on its way, until it is answered or lost. */
  async whileSubscribing(answer: Promise<void>): Promise<void> {
    this.subscribes += 1;
    try {
      await answer;
    } finally {
      this.subscribes -= 1;
    }
  }

  /** A message without acknowledgement has gone out. */
  sent(message: UnansweredMessage): void {
    this.passOld();
    this.recent = [...this.recent, { message, at: this.elapsed() }].slice(-mostRecent);
  }

  /** The server has acknowledged a message: so it has all that went out long before. */
  answered(): void {
    this.passOld();
    this.provisional = [];
  }

  /** Whether that connection may have been lost with something that is never acknowledged: messages that are cannot tell. */
  isUnclear(connection: Connection): boolean {
    return this.unclear.has(connection);
  }

  /** Whether the last connection may have been lost with it. */
  isSuspect(message: UnansweredMessage): boolean {
    return message.suspect || (message.qos === 0 && this.losses.isSuspect(message.name));
  }

  /** Whether a connection that is lost with it has to tell: it goes alone. */
  goesAlone(message: UnansweredMessage): boolean {
    return this.isSuspect(message) || (message.qos === 0 && this.isDoubtful(message));
  }

  /** Whether its sender has had connections lost, and nothing of it was ever taken there. */
  isDoubtful({ sender, topic }: Pick<UnansweredMessage, 'sender' | 'topic'>): boolean {
    return this.standing.doubts(sender.id, topic);
  }

  /** One without acknowledgement has gone out alone. */
  trialBegins(): void {
    this.restsUntil = this.elapsed() + suspiciousMillis + restMillis;
  }

  /** What a connection has survived stands for its acknowledgement. */
  survived(message: UnansweredMessage): void {
    this.losses.survived(message.name);
    this.provedUnlessDead(message);
  }

  /** Milliseconds until a suspect message may go: alone, so that a connection that is lost then tells. */
  waitForSuspect(): number {
    const isPatient = this.elapsed() - this.since < mostRestoringMillis;
    const waits = isPatient && (this.isSubscribing || this.isRestoring);
    return Math.max(this.waitForQuiet(), waits ? subscribingMillis : 0);
  }

  /** Milliseconds until a suspect subscription may go. */
  waitForQuiet(): number {
    const latest = this.recentNow().at(-1);
    return Math.max(
      this.waitForTurn(),
      latest === undefined ? 0 : latest.at + suspiciousMillis - this.elapsed(),
    );
  }

  /** Whether a suspect lacks nothing but that the others are quiet. */
  get isSuspectsTurn(): boolean {
    return this.waitForTurn() <= 0;
  }

  private waitForTurn(): number {
    return Math.max(
      this.since + settlingMillis - this.elapsed(),
      this.restsUntil - this.elapsed(),
      this.rotationIsNear() ? rotationMillis : 0,
    );
  }

  private ended(connection: Connection): void {
    const recent = this.recentNow();
    if (this.subscribes > 0 || recent.length > 0) {
      this.unclear.add(connection);
    }
    new Set(recent.map(({ message }) => message.name)).forEach((name) => this.losses.lost(name));
    recent.forEach(({ message }) => this.standing.doubt(message.sender.id));
    for (const { sender, topic, packetsReceived } of this.provisional) {
      if (connection.packetsReceived <= packetsReceived) {
        this.standing.unproved(sender, topic);
      }
    }
    this.recent = [];
    this.provisional = [];
  }

  private passOld(): void {
    const recent = this.recentNow();
    this.recent
      .filter((each) => !recent.includes(each))
      .forEach(({ message }) => this.provedUnlessDead(message));
    this.recent = recent;
  }

  /** A connection that is dead loses nothing, until somebody notices: what was proven before anyhow stays so. */
  private provedUnlessDead({ sender, topic }: UnansweredMessage): void {
    const packetsReceived = this.connection?.packetsReceived ?? 0;
    const isNew = !this.standing.hasProved(sender.id, topic);
    this.provisional = this.provisional.filter((each) => packetsReceived <= each.packetsReceived);
    if (isNew) {
      this.provisional = [...this.provisional, { sender: sender.id, topic, packetsReceived }];
    }
    this.standing.proved(sender.id, topic);
  }

  private recentNow(): readonly SentMessage[] {
    return this.recent.filter(({ at }) => this.elapsed() - at < suspiciousMillis);
  }
}
