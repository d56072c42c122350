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
import { NoMessageError, nameOf, parseOutgoingMessage } from './outgoing-message';
import { PublishPace } from './publish-pace';
import { UnansweredMessage } from './unanswered-message';

/** AWS IoT Core has at most 100 messages of a client unacknowledged [service quotas]; the agent needs some itself. */
const mostInFlight = 16;

/** How long all messages rest after a refusal that passes. */
const transientWaits = { floorMillis: 500, firstMillis: 1_000, longestMillis: 30_000 };

const stoppedReason = 'the agent was stopped before the server had acknowledged it';

/** Who reads what is reported of messages: none is taken while that would be lost. */
export interface EventsReader {
  readonly full: boolean;
  /** Resolves once there is room. */
  readonly ready: () => Promise<void>;
}

/**
 * Publishes what the device's own programs have to say, at QoS 1, over whatever connection there is, with some messages
 * in flight. A message counts as published only once the server has acknowledged it; one whose acknowledgement got lost,
 * in a rotation or with the network, is sent again over the next connection, in the order in which it came. What was in
 * flight when a connection was lost goes alone at first: so a message that the server closes on is found, and takes no
 * other with it.
 */
export class Outbox {
  private carrier: Carrier | undefined;
  private readonly unanswered: UnansweredMessage[] = [];
  private readonly pace: PublishPace;
  private readonly waits: Backoff;
  /** By the clock of waits. */
  private restsUntil = 0;
  private inputEnded = false;
  /** Of the agent itself. */
  private fault: { readonly error: unknown } | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly agent: Agent,
    private readonly events: EventsReader,
  ) {
    this.pace = new PublishPace(agent.timing.elapsed);
    this.waits = new Backoff(transientWaits, agent.timing.random);
  }

  /** The one that carries messages now. */
  get connection(): Connection | undefined {
    const connection = this.carrier?.connection;
    return connection?.closed === undefined ? connection : undefined;
  }

  /** Whether a program could be told what became of its message. */
  get canTell(): boolean {
    return !this.events.full;
  }

  /** Another identity carries the session from now on. */
  carries(carrier: Carrier): void {
    this.carrier = carrier;
    this.changed();
  }

  /**
   * Publishes every line until there are no more. A line is taken when there is a place in flight for it: a device that
   * is offline holds its programs up instead of filling its memory.
   *
   * @param signal ends it: what is not acknowledged by then is dropped, and so is each line that still comes. The lines
   * have to end by themselves.
   */
  async publishAll(lines: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    const { aborted, forget } = abortOf(signal);
    void aborted.then(() => this.changed());
    try {
      await Promise.all([this.takeAll(lines, signal, aborted), this.sendAll(signal)]);
    } finally {
      forget();
      this.dropAll();
    }
  }

  private async takeAll(
    lines: AsyncIterable<string>,
    signal: AbortSignal,
    aborted: Promise<void>,
  ): Promise<void> {
    this.inputEnded = false;
    try {
      for await (const line of lines) {
        this.take(line);
        while (this.unanswered.length >= mostInFlight && !signal.aborted) {
          await this.somethingNew();
        }
        if (signal.aborted) {
          this.dropAll();
        } else {
          await Promise.race([this.events.ready(), aborted]);
        }
      }
    } finally {
      this.inputEnded = true;
      this.changed();
    }
  }

  private take(line: string): void {
    try {
      this.unanswered.push(new UnansweredMessage(parseOutgoingMessage(line)));
      this.changed();
    } catch (error) {
      if (!(error instanceof NoMessageError)) {
        throw error;
      }
      this.agent.report({ event: 'dropped', ...error.called, reason: error.message });
    }
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(this.inputEnded && this.unanswered.length === 0)) {
      if (this.fault !== undefined) {
        throw this.fault.error;
      }
      const { connection } = this;
      const next = this.next();
      if (next === undefined || connection === undefined) {
        await this.somethingNew();
        continue;
      }
      const wait = this.waitFor(next);
      if (wait > 0) {
        await this.agent.timing.sleep(wait, signal).catch(toleratingAbortOf(signal));
      } else {
        next.sent = true;
        void this.send(next, connection);
      }
    }
  }

  /** Milliseconds; 0 once it may go. */
  private waitFor({ message }: UnansweredMessage): number {
    const rest = this.restsUntil - this.agent.timing.elapsed();
    return rest > 0 ? rest : this.pace.take(Buffer.byteLength(message.payload));
  }

  /** The first that has not been sent; one that may be why a connection was lost goes alone. */
  private next(): UnansweredMessage | undefined {
    const inFlight = this.unanswered.filter(({ sent }) => sent);
    const first = this.unanswered.find(({ sent }) => !sent);
    const alone = [first, ...inFlight].some((each) => each?.suspect === true);
    return alone && inFlight.length > 0 ? undefined : first;
  }

  private async send(sent: UnansweredMessage, connection: Connection): Promise<void> {
    const { topic, payload } = sent.message;
    try {
      await connection.publish(topic, new TextEncoder().encode(payload), { qos: 1 });
      this.waits.reset();
      this.settle(sent, () => this.agent.report({ event: 'published', ...nameOf(sent.message) }));
    } catch (error) {
      await this.failed(sent, connection, error);
      sent.sent = false;
    }
    this.changed();
  }

  private async failed(sent: UnansweredMessage, connection: Connection, error: unknown): Promise<void> {
    if (error instanceof DisconnectedError) {
      await new Promise((resolve) => connection.onClose(resolve));
      this.dropIf(sent, sent.connectionLost());
    } else if (error instanceof OperationRefusedError) {
      this.dropIf(sent, sent.refused(error));
      this.rest();
    } else if (error instanceof UnacknowledgedError) {
      await this.unacknowledged(sent, connection, error);
    } else {
      this.fault ??= { error };
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
      this.dropIf(sent, sent.connectionLost());
    }
  }

  private dropAll(): void {
    while (this.unanswered[0] !== undefined) {
      this.dropIf(this.unanswered[0], stoppedReason);
    }
  }

  private dropIf(message: UnansweredMessage, reason: string | undefined): void {
    if (reason !== undefined) {
      const report = { event: 'dropped', ...nameOf(message.message), reason } as const;
      this.settle(message, () => this.agent.report(report));
    }
  }

  /** Each is told of once: an answer may still come to one that was dropped when the agent was stopped. */
  private settle(message: UnansweredMessage, tell: () => void): void {
    const index = this.unanswered.indexOf(message);
    if (index >= 0) {
      this.unanswered.splice(index, 1);
      tell();
    }
  }

  private somethingNew(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private changed(): void {
    this.waiting.forEach((resume) => resume());
    this.waiting.clear();
  }
}
