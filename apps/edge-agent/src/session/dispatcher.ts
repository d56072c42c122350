import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import {
  DisconnectedError,
  OperationRefusedError,
  UnacknowledgedError,
} from '../connection/connection-errors';
import type { Carrier } from '../provisioning/carrier';
import { abortOf, toleratingAbortOf } from '../timing/abort';
import { Backoff } from '../timing/backoff';
import { ConnectionWatch, suspiciousMillis } from './connection-watch';
import { PublishPace } from './publish-pace';
import { lostReason, type DropCause, type UnansweredMessage } from './unanswered-message';

/** AWS IoT Core has at most 100 messages of a client unacknowledged [service quotas]; the agent needs some itself. */
const mostInFlight = 80;

/** How long all messages rest after a refusal that passes. */
const transientWaits = { floorMillis: 500, firstMillis: 1_000, longestMillis: 30_000 };

/**
 * Sends the messages of the device's own programs over whatever connection there is, with some in flight. A
 * message counts as published only once the server has acknowledged it; one whose acknowledgement got lost, in a rotation
 * or with the network, is sent again over the next connection, in the order in which it came. What was in flight when a
 * connection was lost goes alone at first: so a message that the server closes on is found, and takes no other with it. It
 * waits for a rotation that is near, which it would interrupt.
 */
export class Dispatcher {
  /** What all programs together may send in a second: also those that do not wait for an acknowledgement. */
  readonly pace: PublishPace;
  readonly watch: ConnectionWatch;
  private carrier: Pick<Carrier, 'connection'> | undefined;
  private readonly unanswered: UnansweredMessage[] = [];
  private readonly waits: Backoff;
  /** By the clock of waits. */
  private restsUntil = 0;
  /** Of the agent itself. */
  private fault: { readonly error: unknown } | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly agent: Pick<Agent, 'timing' | 'report'>,
    rotationIsNear: () => boolean = () => false,
  ) {
    this.watch = new ConnectionWatch(agent.timing.elapsed, rotationIsNear);
    this.pace = new PublishPace(agent.timing.elapsed);
    this.waits = new Backoff(transientWaits, agent.timing.random);
  }

  /** The one that carries messages now. */
  get connection(): Connection | undefined {
    const connection = this.carrier?.connection;
    return connection?.closed === undefined ? connection : undefined;
  }

  /** Whether something waits that the last connection may have been lost with. */
  get hasSuspects(): boolean {
    return this.unanswered.some((each) => this.watch.isSuspect(each));
  }

  /** Messages without acknowledgement wait until a SUBSCRIBE is answered, or lost. */
  async whileSubscribing(answer: Promise<void>): Promise<void> {
    try {
      await this.watch.whileSubscribing(answer);
    } finally {
      this.changed();
    }
  }

  /** Another identity carries the session from now on. */
  carries(carrier: Pick<Carrier, 'connection'>): void {
    if (carrier !== this.carrier) {
      this.carrier = carrier;
      this.watch.carries(carrier.connection);
      this.changed();
    }
  }

  /** Whether connection after connection was lost with a message of that name. */
  refuses(name: string): boolean {
    return this.watch.losses.isRefused(name);
  }

  add(message: UnansweredMessage): void {
    this.unanswered.push(message);
    this.changed();
  }

  /** Each is told of once: an answer may still come to one that was dropped when the agent was stopped. */
  drop(message: UnansweredMessage, reason: string, cause: DropCause = 'gone'): void {
    this.settle(message, () => message.fate.dropped(reason, cause));
  }

  /** Sends what is added until all of it is done, or the signal is aborted. Several may wait for their messages so. */
  async sendUntil(done: () => boolean, signal: AbortSignal): Promise<void> {
    const { aborted, forget } = abortOf(signal);
    void aborted.then(() => this.changed());
    try {
      while (!signal.aborted && !done()) {
        if (this.fault !== undefined) {
          throw this.fault.error;
        }
        await this.sendNext(signal);
      }
    } finally {
      forget();
    }
  }

  /** Resolves when anything of this may look different. */
  somethingNew(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  changed(): void {
    this.waiting.forEach((resume) => resume());
    this.waiting.clear();
  }

  private async sendNext(signal: AbortSignal): Promise<void> {
    const { connection } = this;
    const next = this.next();
    if (next === undefined || connection === undefined) {
      await this.somethingNew();
      return;
    }
    const wait = this.waitFor(next);
    if (wait > 0) {
      await this.agent.timing.sleep(wait, signal).catch(toleratingAbortOf(signal));
    } else {
      next.sent = true;
      void this.send(next, connection);
    }
  }

  /** Milliseconds; 0 once it may go. */
  private waitFor(message: UnansweredMessage): number {
    const rest = this.restsUntil - this.agent.timing.elapsed();
    const wait = Math.max(rest, this.watch.isSuspect(message) ? this.watch.waitForSuspect() : 0);
    return wait > 0 ? wait : this.pace.take(sizeOf(message));
  }

  /** The first that has not been sent; one that may be why a connection was lost goes alone. */
  private next(): UnansweredMessage | undefined {
    const inFlight = this.unanswered.filter(({ sent }) => sent);
    const isHeld = this.unanswered.some(({ suspect }) => suspect) || this.watch.isSubscribing;
    // One without acknowledgement would blur why a connection is lost.
    const first = this.unanswered.find(({ sent, qos }) => !sent && (qos === 1 || !isHeld));
    const alone = [first, ...inFlight].some((each) => each !== undefined && this.watch.isSuspect(each));
    return inFlight.length >= (alone ? 1 : mostInFlight) ? undefined : first;
  }

  private async send(sent: UnansweredMessage, connection: Connection): Promise<void> {
    try {
      await (sent.qos === 0 ? this.sendQosZero(sent, connection) : this.publish(sent, connection));
      this.waits.reset();
      this.settle(sent, () => sent.fate.published());
    } catch (error) {
      await this.failed(sent, connection, error);
      sent.sent = false;
    }
    this.changed();
  }

  private publish({ topic, payload, qos }: UnansweredMessage, connection: Connection): Promise<void> {
    return connection.publish(topic, payload, { qos });
  }

  /** What survives a suspect stands for its acknowledgement. */
  private async sendQosZero(sent: UnansweredMessage, connection: Connection): Promise<void> {
    if (!this.watch.isSuspect(sent)) {
      this.watch.sent(sent);
      await this.publish(sent, connection);
      return;
    }
    const { name } = sent;
    sent.onTrial = true;
    const over = new AbortController();
    const forget = connection.onClose((reason) => over.abort(reason));
    try {
      await this.publish(sent, connection);
      await this.agent.timing.sleep(suspiciousMillis, over.signal);
      if (name !== undefined) {
        this.watch.losses.survived(name);
      }
    } finally {
      forget();
    }
  }

  private async failed(sent: UnansweredMessage, connection: Connection, error: unknown): Promise<void> {
    if (sent.qos === 0 && isOfConnection(error)) {
      this.failedQosZero(sent, error);
    } else if (error instanceof DisconnectedError) {
      await new Promise((resolve) => connection.onClose(resolve));
      this.dropIf(sent, sent.connectionLost(!this.watch.isUnclear(connection)), 'connections-lost');
    } else if (error instanceof OperationRefusedError) {
      const cause = sent.refused(error);
      this.dropIf(sent, cause && error.message, cause);
      this.rest();
    } else if (error instanceof UnacknowledgedError) {
      await this.unacknowledged(sent, connection, error);
    } else {
      this.fault ??= { error };
    }
  }

  private failedQosZero(sent: UnansweredMessage, error: Error): void {
    const isLost = sent.onTrial && error instanceof DisconnectedError;
    if (isLost && sent.name !== undefined && this.watch.losses.lost(sent.name)) {
      this.condemn(sent, lostReason);
    } else {
      this.drop(sent, error.message, 'busy');
    }
  }

  /** What one connection refuses of a whole window is one reason to wait. */
  private rest(): void {
    const now = this.agent.timing.elapsed();
    if (now >= this.restsUntil) {
      this.restsUntil = now + this.waits.next();
    }
  }

  /** It goes out again as another message: within a connection MQTT 5 has no way to repeat one. */
  private async unacknowledged(
    sent: UnansweredMessage,
    connection: Connection,
    error: UnacknowledgedError,
  ): Promise<void> {
    this.agent.report({ event: 'warning', message: `${error.message} The agent sends it again.` });
    if (sent.deadlinePassed()) {
      await connection.close();
      this.dropIf(sent, sent.connectionLost(true), 'busy');
    }
  }

  private dropIf(message: UnansweredMessage, reason: string | undefined, cause?: DropCause): void {
    if (reason !== undefined && cause === 'connections-lost') {
      this.condemn(message, reason);
    } else if (reason !== undefined) {
      this.drop(message, reason, cause);
    }
  }

  /** Others of its name would end three connections each. */
  private condemn(message: UnansweredMessage, reason: string): void {
    const { name } = message;
    if (name !== undefined) {
      this.watch.losses.refuse(name);
    }
    const alike = this.unanswered.filter((each) => name !== undefined && each.name === name);
    [message, ...alike].forEach((each) => this.drop(each, reason, 'connections-lost'));
  }

  private settle(message: UnansweredMessage, tell: () => void): void {
    const index = this.unanswered.indexOf(message);
    if (index >= 0) {
      this.unanswered.splice(index, 1);
      tell();
      this.changed();
    }
  }
}

function sizeOf({ topic, payload }: UnansweredMessage): number {
  return Buffer.byteLength(topic) + payload.byteLength;
}

function isOfConnection(error: unknown): error is Error {
  return (
    error instanceof DisconnectedError ||
    error instanceof OperationRefusedError ||
    error instanceof UnacknowledgedError
  );
}
