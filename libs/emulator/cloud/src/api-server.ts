import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';

/** Time that a client has for a whole request: a large upload on a busy machine. */
const requestMillis = 120_000;
const headersMillis = 10_000;
/** Idle connections are kept for longer than clients pause between two requests of one piece of work. */
const idleMillis = 65_000;

/** The HTTP server of the AWS APIs. */
export interface ApiServer {
  readonly port: number;
  /** Stops listening, lets requests that are being answered end, and closes all connections. */
  close(): Promise<void>;
}

/** Gives requests whose path begins with one of these to its own listener, all others to `otherwise`. */
export function byPath(
  otherwise: RequestListener,
  listeners: Readonly<Record<string, RequestListener>>,
): RequestListener {
  const beginnings = Object.entries(listeners);
  return (request, response) => {
    const [, own = otherwise] = beginnings.find(([path]) => request.url?.startsWith(path) === true) ?? [];
    own(request, response);
  };
}

/** @throws the error of `listen`, with its `code` (EADDRINUSE, EACCES) */
export async function startApiServer(
  address: { host: string; port: number },
  listener: RequestListener,
): Promise<ApiServer> {
  const server = createServer(
    { requestTimeout: requestMillis, headersTimeout: headersMillis, keepAliveTimeout: idleMillis },
    listener,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : address.port,
    close: () => closeServer(server),
  };
}

/** A client that reads its answer slowly must not hold up the end for long. */
const graceMillis = 2_000;

async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timeout = setTimeout(() => server.closeAllConnections(), graceMillis);
  await closed;
  clearTimeout(timeout);
}

/** Where a server that is bound to `host` can be reached on this machine. */
export function authorityOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return reachable.includes(':') ? `[${reachable}]:${port}` : `${reachable}:${port}`;
}
