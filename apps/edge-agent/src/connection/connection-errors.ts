/** The server said in words that it does not let the client in with this certificate and client id. */
export class ConnectionRefusedError extends Error {
  override readonly name = 'ConnectionRefusedError';

  constructor(
    readonly clientId: string,
    /** In which words: a code in CONNACK, or a TLS alert about the certificate. */
    readonly by: 'answer' | 'alert',
    detail: string,
    cause?: unknown,
  ) {
    super(`The connection of ${clientId} was refused: ${detail}.`, { cause });
  }
}

/**
 * A connection was made, and ended or fell silent before the server had answered to CONNECT. So AWS IoT refuses an
 * identity, and so it throttles; so does a firewall, and so does a network that fails. It proves nothing by itself.
 */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';

  constructor(clientId: string, detail: string, cause?: unknown) {
    super(`The connection of ${clientId} was not accepted: ${detail}.`, { cause });
  }
}

/** No server could be reached, or it did not answer as one. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(endpoint: string, detail: string, cause?: unknown) {
    super(`Cannot reach ${endpoint}: ${detail}.`, { cause });
  }
}

/** Somebody answered, but not with a certificate that the bundle's root CA vouches for. */
export class ServerNotTrustedError extends Error {
  override readonly name = 'ServerNotTrustedError';

  constructor(endpoint: string, detail: string, cause?: unknown) {
    super(
      `${endpoint} is not trusted: ${detail}. Check the endpoint, the root CA and the device's clock ` +
        `(it says ${new Date().toISOString()}).`,
      { cause },
    );
  }
}

/** A connection that was open has ended. */
export class DisconnectedError extends Error {
  override readonly name = 'DisconnectedError';

  constructor(clientId: string, detail: string, cause?: unknown) {
    super(`The connection of ${clientId} ended: ${detail}.`, { cause });
  }
}

/** What a connection asks of the server. */
export type Operation = 'publish' | 'subscribe' | 'unsubscribe';

const prepositions: Readonly<Record<Operation, string>> = {
  publish: 'on',
  subscribe: 'to',
  unsubscribe: 'from',
};

const unacknowledged: Readonly<Record<Operation, string>> = {
  publish: 'a message on',
  subscribe: 'the subscription to',
  unsubscribe: 'the end of the subscription to',
};

/** The server refused one message or one subscription. */
export class OperationRefusedError extends Error {
  override readonly name = 'OperationRefusedError';

  constructor(
    operation: Operation,
    topic: string,
    cause: Error,
    /** Of MQTT 5, in PUBACK or SUBACK, where the server gave one. */
    readonly reasonCode?: number,
  ) {
    super(`The server refused to ${operation} ${prepositions[operation]} ${topic}: ${cause.message}.`, {
      cause,
    });
  }
}

/**
 * The server did not acknowledge a message or a subscription in time, on a connection that goes on. AWS IoT Core does
 * so when it throttles [guide, MQTT, QoS].
 */
export class UnacknowledgedError extends Error {
  override readonly name = 'UnacknowledgedError';

  constructor(operation: Operation, topic: string, millis: number) {
    super(`The server has not acknowledged ${unacknowledged[operation]} ${topic} for ${millis / 1000} s.`);
  }
}

/** The device's own key did not do its work, in hardware that fails, say. It tells nothing of what the server thinks. */
export class OwnKeyError extends Error {
  override readonly name = 'OwnKeyError';

  constructor(clientId: string, detail: string, cause?: unknown) {
    super(
      `The key of ${clientId} cannot authenticate its connection: ${detail}. Check the hardware it is in.`,
      {
        cause,
      },
    );
  }
}

/** The connection ended before the server had answered to CONNECT. */
export class ClosedWithoutAnswerError extends Error {
  override readonly name = 'ClosedWithoutAnswerError';
}
