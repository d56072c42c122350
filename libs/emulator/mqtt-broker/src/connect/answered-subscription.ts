/** A subscription whose SUBACK is out. */
export interface AnsweredSubscription {
  /** How much the client had sent by then: what it sends when it has the SUBACK makes it more. */
  readonly bytesRead: number;
  /** From when on answers reach it, in milliseconds since the epoch. */
  readonly from: number;
}
