/**
 * How a refusal looked. Only `answer` and `alert` say so in words; AWS IoT may also just close the connection
 * of a certificate that it does not know, which a failing network can imitate.
 */
export type RefusalEvidence = 'answer' | 'alert' | 'closed';

/** The server did not let the client in with this certificate and client id. */
export class ConnectionRefusedError extends Error {
  override readonly name = 'ConnectionRefusedError';

  constructor(
    readonly clientId: string,
    readonly evidence: RefusalEvidence,
    detail: string,
    cause?: unknown,
  ) {
    super(`The connection of ${clientId} was refused: ${detail}.`, { cause });
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

/** The server refused one message or one subscription. */
export class OperationRefusedError extends Error {
  override readonly name = 'OperationRefusedError';

  constructor(operation: 'publish' | 'subscribe', topic: string, cause: Error) {
    super(
      `The server refused to ${operation} ${operation === 'subscribe' ? 'to' : 'on'} ${topic}: ${cause.message}.`,
      {
        cause,
      },
    );
  }
}
