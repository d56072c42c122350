import type { IncomingMessage, RequestListener } from 'node:http';

/** What `GET /health` says of a cloud that is ready. */
export interface CloudHealth {
  readonly region: string;
  readonly mqtt: { readonly host: string; readonly port: number };
  /** The services that are up, as their clients sign. */
  readonly services: readonly string[];
}

/**
 * Answers health checks, and leaves everything else to `otherwise`. Who asks needs no credentials. A bucket of S3 may
 * be called "health": requests for it are signed.
 */
export function withHealth(health: CloudHealth, otherwise: RequestListener): RequestListener {
  const body = JSON.stringify({ status: 'ok', ...health });
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return (request, response) => {
    if (!isHealthCheck(request)) {
      otherwise(request, response);
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function isHealthCheck({ method, url, headers }: IncomingMessage): boolean {
  return url === '/health' && (method === 'GET' || method === 'HEAD') && headers.authorization === undefined;
}
