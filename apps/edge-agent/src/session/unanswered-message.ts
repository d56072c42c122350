import type { OperationRefusedError } from '../connection/connection-errors';

/**
 * AWS IoT Core closes the connection on a message that the policy forbids, as a network does that fails. A message with
 * which this many connections are lost, one after the other, is taken to be the cause.
 */
const mostConnectionsLost = 3;

/** A server that acknowledges nothing for so many deadlines is left, and reached anew. */
const mostDeadlines = 3;

/** Also "quota exceeded" may be final: a server may mean a message that is too large for it. */
const mostTransientRefusals = 5;

/** Reasons of PUBACK that say the same however often it is asked: not authorized, topic invalid, payload invalid. */
const finalRefusals: ReadonlySet<number | undefined> = new Set([0x87, 0x90, 0x99]);

/** Whoever has sent it hears one of these, once. */
export interface MessageFate {
  readonly published: () => void;
  readonly dropped: (reason: string) => void;
}

/** A message that the server has not answered for yet, and what has happened to it so far. */
export class UnansweredMessage {
  /** On its way over the living connection. */
  sent = false;
  private connectionsLost = 0;
  private deadlines = 0;
  private transientRefusals = 0;

  constructor(
    readonly topic: string,
    readonly payload: Uint8Array,
    readonly fate: MessageFate,
    /** At 0 nobody waits for an acknowledgement: it goes once, or never. */
    readonly qos: 0 | 1 = 1,
  ) {}

  /** Whether it may be why a connection was lost: then it goes alone, so that it takes no other with it. */
  get suspect(): boolean {
    return this.connectionsLost > 0;
  }

  /** @returns why it is given up now, if it is */
  connectionLost(): string | undefined {
    this.deadlines = 0;
    this.connectionsLost += 1;
    return this.connectionsLost < mostConnectionsLost
      ? undefined
      : `${mostConnectionsLost} connections in a row were lost before the server acknowledged it. Check that the ` +
          `policy of the device's certificate allows this topic.`;
  }

  /** @returns why it is given up now, if it is */
  refused(error: OperationRefusedError): string | undefined {
    this.transientRefusals += 1;
    return finalRefusals.has(error.reasonCode) || this.transientRefusals >= mostTransientRefusals
      ? error.message
      : undefined;
  }

  /** @returns whether its connection is of no use any more */
  deadlinePassed(): boolean {
    this.deadlines += 1;
    return this.deadlines >= mostDeadlines;
  }
}
