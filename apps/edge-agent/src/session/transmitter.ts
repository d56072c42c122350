import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import {
  DisconnectedError,
  OperationRefusedError,
  UnacknowledgedError,
} from '../connection/connection-errors';
import { Backoff } from '../timing/backoff';
import { suspiciousMillis, type ConnectionWatch } from './connection-watch';
import { heldToProven } from './sender-standing';
import { lostReason, type DropCause, type UnansweredMessage } from './unanswered-message';
import type { UnansweredMessages } from './unanswered-messages';

/** How long all messages rest after a refusal that passes. */
const transientWaits = { floorMillis: 500, firstMillis: 1_000, longestMillis: 30_000 };

export interface TransmitterParts extends Pick<Agent, 'timing' | 'report'> {
  readonly watch: ConnectionWatch;
  readonly unanswered: UnansweredMessages;
}

/** Sends messages, and decides by what the server answers, and by what becomes of the connection, which are given up. */
export class Transmitter {
  private readonly waits: Backoff;
  /** By the clock of waits. */
  private restsUntil = 0;

  constructor(private readonly parts: TransmitterParts) {
    this.waits = new Backoff(transientWaits, parts.timing.random);
  }

  /** Milliseconds that all messages still rest. */
  get restMillis(): number {
    return this.restsUntil - this.parts.timing.elapsed();
  }

  /** Sends one, and settles it unless it is to be sent again. */
  async transmit(sent: UnansweredMessage, connection: Connection): Promise<void> {
    try {
      await (sent.qos === 0 ? this.sendQosZero(sent, connection) : this.publish(sent, connection));
      this.waits.reset();
      if (sent.qos === 1) {
        this.parts.watch.answered();
        this.parts.watch.standing.proved(sent.sender.id, sent.topic);
      }
      this.parts.unanswered.published(sent);
    } catch (error) {
      await this.failed(sent, connection, error);
    }
  }

  private publish({ topic, payload, qos }: UnansweredMessage, connection: Connection): Promise<void> {
    return connection.publish(topic, payload, { qos });
  }

  private async sendQosZero(sent: UnansweredMessage, connection: Connection): Promise<void> {
    if (!this.parts.watch.goesAlone(sent)) {
      this.parts.watch.sent(sent);
      await this.publish(sent, connection);
      return;
    }
    sent.onTrial = true;
    this.parts.watch.trialBegins();
    const over = new AbortController();
    const forget = connection.onClose((reason) => over.abort(reason));
    try {
      await this.publish(sent, connection);
      await this.parts.timing.sleep(suspiciousMillis, over.signal);
      this.parts.watch.survived(sent);
    } finally {
      forget();
    }
  }

  private async failed(sent: UnansweredMessage, connection: Connection, error: unknown): Promise<void> {
    if (sent.qos === 0 && isOfConnection(error)) {
      this.failedQosZero(sent, connection, error);
    } else if (error instanceof DisconnectedError) {
      await new Promise((resolve) => connection.onClose(resolve));
      const wasAlone = sent.suspect;
      const isClear = !this.parts.watch.isUnclear(connection);
      this.dropIf(sent, sent.connectionLost(isClear), 'connections-lost');
      if (wasAlone && isClear) {
        this.blame(sent);
      }
    } else if (error instanceof OperationRefusedError) {
      const cause = sent.refused(error);
      this.dropIf(sent, cause && error.message, cause);
      this.rest();
    } else if (error instanceof UnacknowledgedError) {
      await this.unacknowledged(sent, connection, error);
    } else {
      throw error;
    }
  }

  private failedQosZero(sent: UnansweredMessage, connection: Connection, error: Error): void {
    const isLost = sent.onTrial && error instanceof DisconnectedError;
    if (isLost && this.parts.watch.losses.lost(sent.name)) {
      this.condemn(sent, lostReason);
    } else {
      this.parts.unanswered.drop(sent, error.message, 'busy');
    }
    if (isLost && !this.parts.watch.isUnclear(connection)) {
      this.blame(sent);
    }
  }

  /** Whatever is new of a sender that has cost too many connections would cost more. */
  private blame({ sender, topic }: UnansweredMessage): void {
    const { standing } = this.parts.watch;
    standing.lost(sender.id, topic);
    const isRefused = (each: UnansweredMessage): boolean => standing.refuses(each.sender.id, each.topic);
    for (const each of this.parts.unanswered.those(isRefused)) {
      this.parts.unanswered.drop(each, heldToProven('publish'), 'connections-lost');
    }
  }

  /** What one connection refuses of a whole window is one reason to wait. */
  private rest(): void {
    const now = this.parts.timing.elapsed();
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
    this.parts.report({ event: 'warning', message: `${error.message} The agent sends it again.` });
    if (sent.deadlinePassed()) {
      await connection.close();
      this.dropIf(sent, sent.connectionLost(true), 'busy');
    }
  }

  private dropIf(message: UnansweredMessage, reason: string | undefined, cause?: DropCause): void {
    if (reason === undefined || cause === undefined) {
      return;
    }
    if (cause === 'connections-lost') {
      this.condemn(message, reason);
    } else {
      this.parts.unanswered.drop(message, reason, cause);
    }
  }

  /** Others of its name would end three connections each. */
  private condemn({ name }: UnansweredMessage, reason: string): void {
    this.parts.watch.losses.refuse(name);
    for (const each of this.parts.unanswered.those((other) => other.name === name)) {
      this.parts.unanswered.drop(each, reason, 'connections-lost');
    }
  }
}

function isOfConnection(error: unknown): error is Error {
  return (
    error instanceof DisconnectedError ||
    error instanceof OperationRefusedError ||
    error instanceof UnacknowledgedError
  );
}
