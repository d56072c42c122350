import { isIP } from 'node:net';
import type { Endpoint } from '@fleet/fleet-contract';

/** An HTTP proxy that connections go through. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** `user:password`, where it asks for them. */
  readonly credentials: string | undefined;
}

/** The message has nothing of the variable's value, as there may be a password in it. */
export class InvalidProxyError extends Error {
  override readonly name = 'InvalidProxyError';

  constructor(variable: string) {
    super(
      `${variable} is not the address of an HTTP proxy: write http://host:port or http://user:password@host:port.`,
    );
  }
}

/**
 * The proxy for an endpoint, as `HTTPS_PROXY` and `NO_PROXY` say, in capitals or small letters. As with other programs
 * small letters go first.
 *
 * @throws InvalidProxyError
 */
export function proxyFor(endpoint: Endpoint, environment: NodeJS.ProcessEnv): Proxy | undefined {
  const variable = environment['https_proxy'] ? 'https_proxy' : 'HTTPS_PROXY';
  const written = environment[variable];
  const exempt = environment['no_proxy'] ?? environment['NO_PROXY'];
  if (!written || (exempt !== undefined && isExempt(endpoint, exempt))) {
    return undefined;
  }
  return parseProxy(variable, written);
}

function parseProxy(variable: string, written: string): Proxy {
  let url: URL;
  let credentials: string | undefined;
  try {
    url = new URL(written.includes('://') ? written : `http://${written}`);
    credentials =
      url.username === ''
        ? undefined
        : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    throw new InvalidProxyError(variable);
  }
  if (url.protocol !== 'http:' || url.hostname === '' || !['', '/'].includes(url.pathname)) {
    throw new InvalidProxyError(variable);
  }
  return { host: withoutBrackets(url.hostname), port: Number(url.port || 80), credentials };
}

/** Of the names in the list each stands for itself and all below it; `*` stands for everything. */
function isExempt({ host, port }: Endpoint, list: string): boolean {
  const name = host.toLowerCase();
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const { wanted, wantedPort } = exemptionOf(entry.toLowerCase());
      const isPort = wantedPort === undefined || wantedPort === port;
      return (
        isPort && (wanted === '*' || name === wanted || (isIP(name) === 0 && name.endsWith(`.${wanted}`)))
      );
    });
}

function exemptionOf(entry: string): { readonly wanted: string; readonly wantedPort: number | undefined } {
  const [, host = entry, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  const wanted = withoutBrackets(host).replace(/^\*?\./, '');
  return { wanted, wantedPort: port === undefined ? undefined : Number(port) };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
