import { ConnectionRefusedError, ServerNotTrustedError, UnreachableError } from './connection-errors';

/** How far an attempt came. */
export interface ConnectProgress {
  tcp: boolean;
  /** The first error of the socket. */
  error: Error | undefined;
}

/** The connection ended before the server had answered to CONNECT. */
export class ClosedWithoutAnswerError extends Error {
  override readonly name = 'ClosedWithoutAnswerError';
}

/** CONNACK codes that refuse this client rather than everybody: MQTT 5, and 3.1.1's own numbers. */
const refusalCodes: ReadonlySet<unknown> = new Set([4, 5, 133, 134, 135, 138, 140]);

const networkFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer',
};

/** What an attempt that failed means: for the identity that was tried, and for the time of the next attempt. */
export function diagnoseFailedConnect(
  clientId: string,
  endpoint: string,
  progress: ConnectProgress,
  failure: unknown,
): ConnectionRefusedError | UnreachableError | ServerNotTrustedError {
  const error = failure instanceof Error ? failure : new Error(String(failure));
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number') {
    return refusalCodes.has(code)
      ? new ConnectionRefusedError(
          clientId,
          'answer',
          `the server answers with ${code} (${error.message})`,
          error,
        )
      : new UnreachableError(endpoint, `the server answers with ${code} (${error.message})`, error);
  }
  const socketCode = socketCodeOf(progress.error ?? error);
  if (isTlsAlert(socketCode, progress.error ?? error)) {
    return new ConnectionRefusedError(clientId, 'alert', 'the server does not accept its certificate', error);
  }
  if (isVerificationFault(socketCode)) {
    return new ServerNotTrustedError(endpoint, (progress.error ?? error).message, error);
  }
  const fault = networkFaults[socketCode];
  if (fault !== undefined) {
    return new UnreachableError(endpoint, fault, error);
  }
  if (progress.tcp && isClose(socketCode, error)) {
    return new ConnectionRefusedError(clientId, 'closed', 'the server closed it without a word', error);
  }
  return new UnreachableError(endpoint, error.message || 'it hung up', error);
}

function socketCodeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isTlsAlert(code: string, error: Error): boolean {
  return /ALERT/.test(code) || (code === 'EPROTO' && /alert/i.test(error.message));
}

/** OpenSSL's names for what is wrong with a server's certificate. */
function isVerificationFault(code: string): boolean {
  return /CERT|ISSUER|SIGNATURE|HOSTNAME|CRL|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/.test(code);
}

/** A close, clean or by reset, is all that is left to see of a refusal that is not put in words. */
function isClose(code: string, error: Error): boolean {
  return error instanceof ClosedWithoutAnswerError || code === 'ECONNRESET' || code === 'EPIPE';
}
