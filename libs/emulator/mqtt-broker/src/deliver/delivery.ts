/** A message for one client. */
export interface Delivery {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly properties?: Record<string, unknown> | undefined;
  /** When the message expires (MQTT 5), on the cloud's clock. */
  readonly messageExpiry?: number | undefined;
  /** Absent for what comes to this client alone. */
  readonly key?: MessageKey | undefined;
  /** Absent for what nobody keeps. */
  readonly kept?: Kept | undefined;
}

/** Identifies a message that was published, however many subscriptions select it. */
export interface MessageKey {
  readonly brokerId: string;
  readonly brokerCounter: number;
}

/** A message that is kept until a client has acknowledged it, seen from the client that it was given to. */
export interface Kept {
  /** The client has it, or it has expired. */
  release(): void;
  /** This client may not have it, or cannot take it. */
  refuse(): void;
  /** The connection ended, and the client has not acknowledged it. */
  giveBack(): void;
}

/** Messages that wait for a client. */
export interface Backlog {
  /** Gives the next one away; undefined when none waits. */
  next(): Delivery | undefined;
}
