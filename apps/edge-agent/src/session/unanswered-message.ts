import type { OperationRefusedError } from '../connection/connection-errors';
import { mostConnectionsLost } from './repeated-losses';

export const lostReason =
  `${mostConnectionsLost} connections in a row were lost before the server acknowledged it. Check that the ` +
  `policy of the device's certificate allows this topic.`;

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

  constructor(
    readonly topic: string,
    readonly payload: Uint8Array,
    readonly fate: MessageFate,
    /** At 0 nobody waits for an acknowledgement: it goes once, or never. */
    readonly qos: 0 | 1 = 1,
    /** What may be refused from then on, once it has ended connections. */
    readonly name?: string | undefined,
  ) {}

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
