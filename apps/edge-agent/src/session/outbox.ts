import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import type { Carrier } from '../provisioning/carrier';
import { abortOf } from '../timing/abort';
import { Dispatcher } from './dispatcher';
import { NoMessageError, nameOf, parseOutgoingMessage, type OutgoingMessage } from './outgoing-message';
import { UnansweredMessage, type Sender } from './unanswered-message';

/** So many lines are taken before the first of them is acknowledged. */
const mostTaken = 16;

/** Whoever writes the lines. They go out as they came. */
const stdin: Sender = { id: 'stdin', inOrder: true };

const stoppedReason = 'the agent was stopped before the server had acknowledged it';

/** Who reads what is reported of messages: none is taken while that would be lost. */
export interface EventsReader {
  readonly full: boolean;
  /** Resolves once there is room. */
  readonly ready: () => Promise<void>;
}

/** Publishes lines that a program of the device writes, and tells of each what became of it. */
export class Outbox {
  private inputEnded = false;
  private readonly taken = new Set<UnansweredMessage>();

  constructor(
    private readonly agent: Agent,
    private readonly events: EventsReader,
    private readonly dispatcher = new Dispatcher(agent),
  ) {}

  /** The one that carries messages now. */
  get connection(): Connection | undefined {
    return this.dispatcher.connection;
  }

  /** Whether a program could be told what became of its message. */
  get canTell(): boolean {
    return !this.events.full;
  }

  /** Another identity carries the session from now on. */
  carries(carrier: Carrier): void {
    this.dispatcher.carries(carrier);
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
    void aborted.then(() => this.dispatcher.changed());
    const done = (): boolean => this.inputEnded && this.taken.size === 0;
    try {
      await Promise.all([this.takeAll(lines, signal, aborted), this.dispatcher.sendUntil(done, signal)]);
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
        while (this.taken.size >= mostTaken && !signal.aborted) {
          await this.dispatcher.somethingNew();
        }
        if (signal.aborted) {
          this.dropAll();
        } else {
          await Promise.race([this.events.ready(), aborted]);
        }
      }
    } finally {
      this.inputEnded = true;
      this.dispatcher.changed();
    }
  }

  private take(line: string): void {
    try {
      this.takeMessage(parseOutgoingMessage(line));
    } catch (error) {
      if (!(error instanceof NoMessageError)) {
        throw error;
      }
      this.agent.report({ event: 'dropped', ...error.called, reason: error.message });
    }
  }

  private takeMessage(message: OutgoingMessage): void {
    const { topic } = message;
    const name = nameOf(message);
    const refusal = this.dispatcher.refusal(stdin, topic);
    if (refusal !== undefined) {
      this.agent.report({ event: 'dropped', ...name, reason: refusal });
      return;
    }
    const payload = new TextEncoder().encode(message.payload);
    const sent: UnansweredMessage = new UnansweredMessage({ topic, payload, qos: 1 }, stdin, {
      published: () => {
        this.taken.delete(sent);
        this.agent.report({ event: 'published', ...name });
      },
      dropped: (reason) => {
        this.taken.delete(sent);
        this.agent.report({ event: 'dropped', ...name, reason });
      },
    });
    this.taken.add(sent);
    this.dispatcher.add(sent);
  }

  private dropAll(): void {
    for (const message of [...this.taken]) {
      this.dispatcher.drop(message, stoppedReason);
    }
  }
}
