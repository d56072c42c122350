import { createHash, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** AWS IoT's id of the certificate at the other end of a connection; empty where there is none. */
export function peerId(connection: unknown): string {
  const peer = hasPeer(connection) ? connection.getPeerX509Certificate() : undefined;
  return peer instanceof X509Certificate ? createHash('sha256').update(peer.raw).digest('hex') : '';
}

function hasPeer(connection: unknown): connection is TLSSocket {
  return typeof connection === 'object' && connection !== null && 'getPeerX509Certificate' in connection;
}
