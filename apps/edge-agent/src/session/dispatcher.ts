import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import type { Carrier } from '../provisioning/carrier';
import { abortOf, toleratingAbortOf } from '../timing/abort';
import { ConnectionWatch } from './connection-watch';
import { PublishPace } from './publish-pace';
import { heldToProven } from './sender-standing';
import { Transmitter } from './transmitter';
import { nameOfLosses, refusedReason, type Sender, type UnansweredMessage } from './unanswered-message';
import { UnansweredMessages } from './unanswered-messages';

/**
 * Sends the messages of the device's own programs over whatever connection there is, with some in flight. A
 * message counts as published only once the server has acknowledged it; one whose acknowledgement got lost, in a rotation
 * or with the network, is sent again over the next connection. What was in flight when a connection was lost goes alone at
 * first: so a message that the server closes on is found, and takes no other with it. It waits for a rotation that is near,
 * which it would interrupt, and others go before it meanwhile.
 */
export class Dispatcher {
  /** What all programs together may send in a second: also those that do not wait for an acknowledgement. */
  readonly pace: PublishPace;
  readonly watch: ConnectionWatch;
  private carrier: Pick<Carrier, 'connection'> | undefined;
  private readonly unanswered: UnansweredMessages;
  private readonly transmitter: Transmitter;
  /** Of the agent itself. */
  private fault: { readonly error: unknown } | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly agent: Pick<Agent, 'timing' | 'report'>,
    rotationIsNear: () => boolean = () => false,
  ) {
    this.watch = new ConnectionWatch(agent.timing.elapsed, rotationIsNear);
    this.pace = new PublishPace(agent.timing.elapsed);
    this.unanswered = new UnansweredMessages(this.watch, () => this.changed());
    this.transmitter = new Transmitter({ ...agent, watch: this.watch, unanswered: this.unanswered });
  }

  /** The one that carries messages now. */
  get connection(): Connection | undefined {
    const connection = this.carrier?.connection;
    return connection?.closed === undefined ? connection : undefined;
  }

  /** Whether something waits that the last connection may have been lost with. */
  get hasSuspects(): boolean {
    return this.unanswered.hasSuspects;
  }

  get isSending(): boolean {
    return this.unanswered.areOnTheirWay;
  }

  /** Whether a message is on its way by whose fate its connection tells: no subscription may go meanwhile. */
  get isTryingOne(): boolean {
    return this.unanswered.isTrying;
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

  /** Why that sender may not publish there, as connections of the device were lost with what it sent. */
  refusal(sender: Sender, topic: string): string | undefined {
    const { losses, standing } = this.watch;
    if (losses.isRefused(nameOfLosses(sender, topic))) {
      return refusedReason;
    }
    return standing.refuses(sender.id, topic) ? heldToProven('publish') : undefined;
  }

  /** Whether another message without acknowledgement would wait until one of the same sender is tried. */
  isTrying(sender: Sender, topic: string): boolean {
    const isOthers = (each: UnansweredMessage): boolean => each.qos === 0 && each.sender.id === sender.id;
    return this.watch.isDoubtful({ sender, topic }) && this.unanswered.those(isOthers).length > 0;
  }

  add(message: UnansweredMessage): void {
    this.unanswered.add(message);
  }

  /** Whoever has sent it is no more. */
  drop(message: UnansweredMessage, reason: string): void {
    this.unanswered.drop(message, reason, 'gone');
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
    const next = this.unanswered.next();
    if (next === undefined || connection === undefined) {
      await this.somethingNew();
      return;
    }
    const wait = this.waitFor(next);
    if (wait > 0) {
      await this.pause(wait, signal);
    } else {
      void this.send(next, connection);
    }
  }

  /** Something that comes meanwhile may go before what waits. */
  private async pause(millis: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const slept = this.agent.timing.sleep(millis, until).catch(toleratingAbortOf(until));
    await Promise.race([slept, this.somethingNew()]);
    over.abort();
  }

  /** Milliseconds; 0 once it may go. */
  private waitFor(message: UnansweredMessage): number {
    const wait = Math.max(
      this.transmitter.restMillis,
      this.watch.goesAlone(message) ? this.watch.waitForSuspect() : 0,
    );
    return wait > 0 ? wait : this.pace.take(sizeOf(message));
  }

  private async send(message: UnansweredMessage, connection: Connection): Promise<void> {
    message.sent = true;
    try {
      await this.transmitter.transmit(message, connection);
    } catch (error) {
      this.fault ??= { error };
    }
    message.sent = false;
    this.changed();
  }
}

function sizeOf({ topic, payload }: UnansweredMessage): number {
  return Buffer.byteLength(topic) + payload.byteLength;
}
