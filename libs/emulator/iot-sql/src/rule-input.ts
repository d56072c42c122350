/** A message as a rule sees it, and what the functions of a rule ask besides: time, chance and the account. */
export interface RuleInput {
  readonly topic: string;
  /** The parsed JSON payload; undefined when the payload is not JSON. */
  readonly payload: unknown;
  /** The payload as it came. */
  readonly bytes: Uint8Array;
  /** The certificate id of the publisher; undefined when no device published. */
  readonly principal: string | undefined;
  readonly clientId: string | undefined;
  /** The IP address from which the publisher is connected. */
  readonly sourceIp: string | undefined;
  /** A UUID; undefined when the message did not come over MQTT. */
  readonly traceId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly accountId: string;
  newUuid(): string;
  /** From 0 inclusive to 1 exclusive. */
  random(): number;
  /** The value of a JSON text; undefined for any other text. */
  parseJson(text: string): unknown;
}
