import type { ProvisioningOperation } from './topics';

interface Details {
  readonly operation: ProvisioningOperation;
  readonly errorCode: string;
  readonly statusCode?: number | undefined;
  readonly retryable: boolean;
  readonly cause?: unknown;
}

/**
 * An exchange that did not end with an identity. Each fault that a caller can tell apart has its subclass.
 * No message carries a key, a token or a payload.
 */
export abstract class ProvisioningError extends Error {
  /** The operation that failed. */
  readonly operation: ProvisioningOperation;
  /** The service's code for a rejected request, otherwise the name of the fault. */
  readonly errorCode: string;
  /** The service's status (HTTP semantics), only for a rejected request. */
  readonly statusCode: number | undefined;
  /** Whether the same request can succeed later. Always with backoff, and on a new connection. */
  readonly retryable: boolean;

  protected constructor(message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.operation = details.operation;
    this.errorCode = details.errorCode;
    this.statusCode = details.statusCode;
    this.retryable = details.retryable;
  }
}

/** The service answered on the `rejected` topic. */
export class RequestRejectedError extends ProvisioningError {
  override readonly name = 'RequestRejectedError';
  /** The service's own words, shortened and without control characters. */
  readonly errorMessage: string;

  constructor(
    operation: ProvisioningOperation,
    rejection: { readonly statusCode: number; readonly errorCode: string; readonly errorMessage: string },
  ) {
    const { statusCode, errorCode, errorMessage } = rejection;
    super(`${operation} was rejected with ${statusCode} ${errorCode}: ${errorMessage}`, {
      operation,
      errorCode,
      statusCode,
      retryable: isRetryableRejection(statusCode, errorCode),
    });
    this.errorMessage = errorMessage;
  }
}

/** No answer came in time. The request may still have been carried out. */
export class AnswerTimeoutError extends ProvisioningError {
  override readonly name = 'AnswerTimeoutError';
  /** @param subscription why there is none, where there is none; `pending` while its SUBACK has not come */
  constructor(
    operation: ProvisioningOperation,
    timeoutMillis: number,
    subscription: Error | 'pending' | undefined,
  ) {
    const refusal = subscription === 'pending' ? undefined : subscription;
    const hint =
      subscription === 'pending'
        ? ', and the broker has not acknowledged the subscription to the answers'
        : refusal
          ? `, and the broker refused the subscription to the answers (${refusal.message})`
          : '';
    super(`${operation} was not answered within ${timeoutMillis} ms${hint}; try again on a new connection`, {
      operation,
      errorCode: 'AnswerTimeout',
      retryable: true,
      cause: refusal,
    });
  }
}

/** The connection ended before the answer came. The request may still have been carried out. */
export class ConnectionLostError extends ProvisioningError {
  override readonly name = 'ConnectionLostError';
  constructor(operation: ProvisioningOperation, reason: Error) {
    super(`the connection was lost before ${operation} was answered: ${reason.message}`, {
      operation,
      errorCode: 'ConnectionLost',
      retryable: true,
      cause: reason,
    });
  }
}

/** The transport could not subscribe or publish, though the connection is not known to be lost. */
export class TransportError extends ProvisioningError {
  override readonly name = 'TransportError';
  constructor(operation: ProvisioningOperation, step: 'subscribe' | 'publish', reason: unknown) {
    const words = reason instanceof Error ? reason.message : 'no reason given';
    super(`${operation} could not ${step}: ${words}; check the policy of the certificate in use`, {
      operation,
      errorCode: 'TransportFailure',
      retryable: true,
      cause: reason,
    });
  }
}

/** An answer that is not what the API promises: oversized, not decodable, or of another shape. */
export class MalformedAnswerError extends ProvisioningError {
  override readonly name = 'MalformedAnswerError';
  constructor(operation: ProvisioningOperation, fault: string) {
    super(`the answer to ${operation} cannot be used: ${fault}`, {
      operation,
      errorCode: 'MalformedAnswer',
      retryable: true,
    });
  }
}

/** The certificate in the answer is for another key than ours: it cannot be used, and was not registered. */
export class KeyMismatchError extends ProvisioningError {
  override readonly name = 'KeyMismatchError';
  constructor(operation: ProvisioningOperation, certificateId: string) {
    super(
      `certificate ${certificateId} does not belong to this device's key: an answer to another request; ` +
        'try again on a new connection',
      { operation, errorCode: 'KeyMismatch', retryable: true },
    );
  }
}

/** A request that must not be sent now: its answer could not be distinguished from the answer to an earlier one. */
export class RequestConflictError extends ProvisioningError {
  override readonly name = 'RequestConflictError';
  constructor(operation: ProvisioningOperation, topic: string, earlier: 'in-flight' | 'unanswered') {
    super(
      earlier === 'in-flight'
        ? `another request on ${topic} is in flight on this connection: wait for its answer`
        : `an earlier, different request on ${topic} was never answered: its late answer could be taken ` +
            'for this one; use a new connection',
      { operation, errorCode: 'RequestConflict', retryable: true },
    );
  }
}

/** The caller's input breaks a limit of the API; nothing was sent. */
export class InvalidRequestError extends ProvisioningError {
  override readonly name = 'InvalidRequestError';
  constructor(operation: ProvisioningOperation, fault: string, cause?: unknown) {
    super(`${operation} was not sent: ${fault}`, {
      operation,
      errorCode: 'InvalidRequest',
      retryable: false,
      cause,
    });
  }
}

/** The caller's AbortSignal fired; its reason is the `cause`. The request may still have been carried out. */
export class ProvisioningAbortedError extends ProvisioningError {
  override readonly name = 'ProvisioningAbortedError';
  constructor(operation: ProvisioningOperation, reason: unknown) {
    super(`${operation} was aborted by the caller`, {
      operation,
      errorCode: 'Aborted',
      retryable: true,
      cause: reason,
    });
  }
}

/** Codes that mean "later", whatever status they come with: the API reference gives ThrottlingException a 400. */
const passingFaultPattern =
  /^(throttl|toomanyrequests|serviceunavailable|internal|conflictingresourceupdate)/i;

/**
 * Whether a rejected request may succeed later. The guide names no codes for the MQTT API; this follows the
 * statuses and the errors of RegisterThing and CreateCertificateFromCsr in the API reference. A 403 counts as
 * passing: a hook that refuses and a hook that fails or is too slow (guide, "Pre-provisioning hooks") look the
 * same to a device, so it can never know that a 403 is final.
 */
export function isRetryableRejection(statusCode: number, errorCode: string): boolean {
  return statusCode === 403 || statusCode === 429 || statusCode >= 500 || passingFaultPattern.test(errorCode);
}
