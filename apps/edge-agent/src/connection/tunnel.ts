import { connect, isIPv6, type Socket } from 'node:net';
import type { Endpoint } from '@fleet/fleet-contract';
import type { Proxy } from './proxy';

/** So long each address of a name may take, before the next is tried. */
export interface TunnelLimits {
  readonly addressMillis: number;
  readonly millis: number;
}

/** Everybody can be a proxy, and send headers without end. */
const mostHeaderBytes = 16 * 1024;

const endOfHeaders = '\r\n\r\n';

/** The proxy did not let a connection through. It says nothing of the device's identity. */
export class ProxyFailedError extends Error {
  override readonly name = 'ProxyFailedError';

  constructor(proxy: Proxy, detail: string, cause?: unknown) {
    super(`the proxy ${authorityOf(proxy)} ${detail}`, { cause });
  }
}

/**
 * Has a proxy connect to the endpoint (HTTP CONNECT [RFC 9110, 9.3.6]).
 *
 * @throws ProxyFailedError, also when it is not wanted any more
 */
export async function openTunnel(
  proxy: Proxy,
  endpoint: Endpoint,
  limits: TunnelLimits,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connect({
    host: proxy.host,
    port: proxy.port,
    autoSelectFamilyAttemptTimeout: limits.addressMillis,
  });
  socket.write(requestFor(proxy, authorityOf(endpoint)));
  try {
    requireConsent(proxy, await headOfAnswer(proxy, socket, limits.millis, signal));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function requestFor({ credentials }: Proxy, authority: string): string {
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (credentials !== undefined) {
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`);
  }
  return lines.join('\r\n') + endOfHeaders;
}

/** With the port, which CONNECT always names. */
function authorityOf({ host, port }: Endpoint): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function headOfAnswer(proxy: Proxy, socket: Socket, millis: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const settle = (action: () => void): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', aborted);
      socket.off('data', heard).off('close', closed).off('error', failed).pause();
      // Until somebody else listens.
      socket.on('error', () => undefined);
      action();
    };
    const fail = (detail: string, cause?: unknown): void =>
      settle(() => reject(new ProxyFailedError(proxy, detail, cause)));
    const deadline = setTimeout(() => fail('does not answer'), millis);
    const aborted = (): void => fail('is not waited for any more');
    const closed = (): void => fail('closed the connection without an answer');
    const failed = (error: Error): void => fail(`cannot be reached (${error.message})`, error);
    const heard = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      if (said.includes(endOfHeaders)) {
        settle(() => resolve(said));
      } else if (said.length > mostHeaderBytes) {
        fail('does not answer as a proxy does');
      }
    };
    signal.addEventListener('abort', aborted, { once: true });
    socket.on('data', heard).on('close', closed).on('error', failed);
  });
}

/** The endpoint says nothing before the device does: what follows the answer is not from there. */
function requireConsent(proxy: Proxy, said: string): void {
  const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(said)?.[1];
  if (status === undefined || !said.endsWith(endOfHeaders)) {
    throw new ProxyFailedError(proxy, 'does not answer as a proxy does');
  }
  if (status === '407') {
    throw new ProxyFailedError(
      proxy,
      'does not accept the credentials in HTTPS_PROXY, or there are none (407)',
    );
  }
  if (!status.startsWith('2')) {
    throw new ProxyFailedError(proxy, `does not connect to the endpoint (${status})`);
  }
}
