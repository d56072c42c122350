/** A message that reached the broker, for processors other than subscribers (topic rules). */
export interface BrokerMessage {
  /** For Basic Ingest: what is left of the topic below `$aws/rules/<rule>/`. */
  readonly topic: string;
  readonly payload: Buffer;
  /** Only this rule sees the message (Basic Ingest). */
  readonly basicIngestRule?: string;
  /** How many rules have republished it one after the other; absent for a message that none has. */
  readonly republished?: number;
  /** Absent when it was not a device that published. */
  readonly publisher?: {
    readonly clientId: string;
    readonly certificateId: string;
    /** The IP address from which it is connected. */
    readonly sourceIp: string;
  };
}
