import { ClosedWithoutAnswerError } from './connection-errors';

/*
 * What an attempt to connect says of the identity that it was made with. There are two levels, which are never mixed:
 *
 *   refusal     the server, which has authenticated itself, says in words that it does not let this identity in: by a
 *               code in CONNACK, or by a TLS alert about the certificate. It is a refusal of one identity, once.
 *   transport   everything else. AWS IoT Core refuses mostly by closing the connection without a word, and it closes
 *               what comes too soon in the same way. So does a firewall, and so does a network that fails. Until the
 *               server is authenticated anybody on the way can forge an alert. It proves nothing by itself.
 */

/** How far an attempt came. */
export interface ConnectProgress {
  /** The TCP connection was made. */
  tcp: boolean;
  /** The TLS handshake was finished and the server's certificate is good (Node's `secureConnect`). */
  secure: boolean;
  /** The first error of the socket. */
  error: Error | undefined;
}

/** Why an attempt failed. `detail` goes on after "the connection of … " or "cannot reach …: ". */
export type ConnectEvidence =
  /** The server refuses this identity, in words. */
  | { readonly kind: 'refused'; readonly by: 'answer' | 'alert'; readonly detail: string }
  /** There was a connection, and it ended, or fell silent, before the server had answered to CONNECT. */
  | { readonly kind: 'unanswered'; readonly detail: string }
  /** There was no connection, or the server says that it has no time for anybody. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Somebody else answered, or the root CA or the device's clock is wrong. */
  | { readonly kind: 'untrusted'; readonly detail: string }
  /** The device itself failed, at its cryptography: nothing is known of the server's mind. */
  | { readonly kind: 'own-key'; readonly detail: string };

/** CONNACK codes that refuse this client rather than everybody: MQTT 5, and 3.1.1's own numbers. */
const refusalCodes: ReadonlySet<number> = new Set([4, 5, 133, 134, 135, 138, 140]);

/** TLS alerts about a client's certificate [RFC 8446, 6.2]: bad, unsupported, revoked, expired, unknown, … */
const certificateAlerts: ReadonlySet<number> = new Set([42, 43, 44, 45, 46, 48, 49, 116]);

const networkFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the port is closed',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'the lookup of its host name fails',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer',
};

const closes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** What an attempt that failed says. */
export function evidenceOf(progress: ConnectProgress, failure: Error): ConnectEvidence {
  const connack = connackCodeOf(failure);
  if (connack !== undefined) {
    return evidenceOfAnswer(connack, failure);
  }
  const error = progress.error ?? failure;
  const alert = tlsAlertOf(error);
  if (alert !== undefined) {
    return evidenceOfAlert(alert, progress);
  }
  const code = socketCodeOf(error);
  if (isFaultOfOwnKey(error, code)) {
    return { kind: 'own-key', detail: error.message };
  }
  if (isVerificationFault(code)) {
    return { kind: 'untrusted', detail: error.message };
  }
  const fault = networkFaults[code];
  if (fault !== undefined || !progress.tcp) {
    return { kind: 'unreachable', detail: fault ?? wordsWithoutConnection(error) };
  }
  return { kind: 'unanswered', detail: wordsWithoutAnswer(error, progress) };
}

/** As the MQTT library says that CONNACK did not come in time, wherever that was. */
const connackTimeout = 'connack timeout';

function wordsWithoutConnection({ message }: Error): string {
  return message === connackTimeout ? 'it does not answer' : message || 'it closed the connection';
}

function wordsWithoutAnswer(error: Error, { secure }: ConnectProgress): string {
  if (error instanceof ClosedWithoutAnswerError || closes.has(socketCodeOf(error))) {
    return 'the server closed it without a reason';
  }
  if (error.message === connackTimeout) {
    return secure
      ? 'the server speaks TLS and does not answer to MQTT'
      : 'the server takes the connection and says nothing';
  }
  const notTls = secure ? undefined : faultOfTls(error);
  return notTls === undefined
    ? `it failed (${error.message})`
    : `what answers there does not speak TLS with this device, as a page to log in does not (${notTls})`;
}

/** OpenSSL tells where in its source it gave up, too. */
function faultOfTls(error: Error): string | undefined {
  const isOfTls = /^ERR_SSL_|^EPROTO$/.test(socketCodeOf(error));
  const [, reason] = /:SSL routines:[^:]*:([^:]+)/.exec(error.message) ?? [];
  return isOfTls ? (reason ?? error.message) : undefined;
}

function evidenceOfAnswer(code: number, { message }: Error): ConnectEvidence {
  const detail = `the server answers with ${code} (${message})`;
  return refusalCodes.has(code) ? { kind: 'refused', by: 'answer', detail } : { kind: 'unreachable', detail };
}

function evidenceOfAlert(alert: number, { secure }: ConnectProgress): ConnectEvidence {
  if (secure && certificateAlerts.has(alert)) {
    return {
      kind: 'refused',
      by: 'alert',
      detail: `the server does not accept its certificate (alert ${alert})`,
    };
  }
  const when = secure ? '' : ', before the server had shown its certificate';
  return { kind: 'unanswered', detail: `it ended with TLS alert ${alert}${when}` };
}

function connackCodeOf(error: Error): number | undefined {
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** The number of an alert that came from the other side: OpenSSL puts it into the message, in every version. */
function tlsAlertOf(error: Error): number | undefined {
  const number = /SSL alert number (\d+)/.exec(error.message)?.[1];
  return number === undefined ? undefined : Number(number);
}

function socketCodeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** OpenSSL's names for what is wrong with a server's certificate. */
function isVerificationFault(code: string): boolean {
  return /CERT|ISSUER|SIGNATURE|HOSTNAME|CRL|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/.test(code);
}

/**
 * What OpenSSL says where its other libraries fail, or an engine or a provider behind them, as against its protocol: with
 * keys in hardware, that is the signature of the handshake. A server can provoke some of these by nonsense. Then no verdict
 * is the right one, too.
 */
function isFaultOfOwnKey({ message }: Error, code: string): boolean {
  return code === 'EPROTO'
    ? /error:[0-9A-F]+:(?!SSL routines:)|:(EVP lib|internal error):/.test(message)
    : /^ERR_OSSL_|^ERR_SSL_(INTERNAL_ERROR|NO_SUITABLE_SIGNATURE_ALGORITHM|.*_LIB)$/.test(code);
}
