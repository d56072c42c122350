import type { OperationRefusedError } from '../connection/connection-errors';
import { mostConnectionsLost } from './repeated-losses';

export const lostReason =
  `${mostConnectionsLost} connections in a row were lost before the server acknowledged it. Check that the ` +
  `policy of the device's certificate allows this topic.`;

/** Said to who sends there again. */
export const refusedReason = `${mostConnectionsLost} connections to AWS IoT Core were lost with its messages there; it may again in an hour.`;

/** A server that acknowledges nothing for so many deadlines is left, and reached anew. */
const mostDeadlines = 3;

/** Also "quota exceeded" may be final: a server may mean a message that is too large for it. */
const mostTransientRefusals = 5;

/** Reasons of PUBACK that say the same however often it is asked: not authorized, topic invalid, payload invalid. */
const finalRefusals: ReadonlySet<number | undefined> = new Set([0x87, 0x90, 0x99]);

/**
 * Why a message is given up: the server says no for good, or has said often enough that it cannot now; connection after
 * connection was lost with it; or its sender is no more.
 */
export type DropCause = 'refused' | 'busy' | 'connections-lost' | 'gone';

/** Whoever has sent it hears one of these, once. */
export interface MessageFate {
  readonly published: () => void;
  readonly dropped: (reason: string, cause: DropCause) => void;
}

/** Who has something published. */
export interface Sender {
  /** By which connections that are lost are held against it. */
  readonly id: string;
  /** Whether its messages go out as they came whatever their topics: otherwise those of one topic do. */
  readonly inOrder: boolean;
}

export interface OutgoingPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** At 0 nobody waits for an acknowledgement: it goes once, or never. */
  readonly qos: 0 | 1;
}

/** A message that the server has not answered for yet, and what has happened to it so far. */
export class UnansweredMessage {
  /** On its way over the living connection. */
  sent = false;
  /** Without acknowledgement, and alone: how its connection fares then is its answer. */
  onTrial = false;
  private connectionsLost = 0;
  private isSuspect = false;
  private deadlines = 0;
  private transientRefusals = 0;

  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  /** What may be refused once it has ended connections: that sender's messages on that topic. */
  readonly name: string;
  /** No message overtakes another of the same. */
  readonly order: string;

  constructor(
    { topic, payload, qos }: OutgoingPublish,
    readonly sender: Sender,
    readonly fate: MessageFate,
  ) {
    this.topic = topic;
    this.payload = payload;
    this.qos = qos;
    this.name = nameOfLosses(sender, topic);
    this.order = sender.inOrder ? sender.id : this.name;
  }

  /** The same for somebody else to hear of: what connections were lost with goes on to count. */
  passedTo(fate: MessageFate): UnansweredMessage {
    const passed = new UnansweredMessage(this, this.sender, fate);
    passed.connectionsLost = this.connectionsLost;
    passed.isSuspect = this.isSuspect;
    return passed;
  }

  /** Whether it may be why a connection was lost: then it goes alone, so that it takes no other with it. */
  get suspect(): boolean {
    return this.isSuspect;
  }

  /**
   * @param counts whether nothing else may be why
   * @returns why it is given up now, if it is
   */
  connectionLost(counts: boolean): string | undefined {
    this.deadlines = 0;
    this.isSuspect = true;
    this.connectionsLost += counts ? 1 : 0;
    return this.connectionsLost < mostConnectionsLost ? undefined : lostReason;
  }

  /** @returns why it is given up now, if it is */
  refused({ reasonCode }: OperationRefusedError): DropCause | undefined {
    if (finalRefusals.has(reasonCode)) {
      return 'refused';
    }
    this.transientRefusals += 1;
    return this.transientRefusals >= mostTransientRefusals ? 'busy' : undefined;
  }

  /** @returns whether its connection is of no use any more */
  deadlinePassed(): boolean {
    this.deadlines += 1;
    return this.deadlines >= mostDeadlines;
  }
}

export function nameOfLosses({ id }: Sender, topic: string): string {
  return JSON.stringify([id, topic]);
}
