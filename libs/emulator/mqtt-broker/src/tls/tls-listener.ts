import { constants } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { TLSSocket, Server } from 'node:tls';
import { createServer } from 'node:tls';
import type { TlsPeer } from '../connect/device-connection';
import type { BrokerLimits } from '../limits';
import type { BrokerLog, BrokerPorts } from '../ports';

/** PEM texts. `ca` is what the server names to clients as the authority it knows. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

export interface TlsListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: ServerIdentity;
  readonly limits: BrokerLimits;
  readonly authenticate: BrokerPorts['authenticate'];
  readonly log: BrokerLog;
  onPeer(socket: TLSSocket, peer: TlsPeer): void;
}

export interface TlsListener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens for mutual TLS. Whether a certificate is good is asked of the registry and not of a chain, as AWS IoT
 * Core does: a certificate from anywhere is accepted when it is registered and ACTIVE, and an own one is refused
 * when it is not. Refused connections are closed without a word of MQTT.
 * @throws the error of `listen`, with its `code` (EADDRINUSE, EACCES)
 */
export async function listenTls(options: TlsListenerOptions): Promise<TlsListener> {
  const { limits, log } = options;
  const server = createServer({
    ...options.tls,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['x-amzn-mqtt-ca', 'mqtt'],
    handshakeTimeout: limits.handshakeMillis,
    // Every packet is small and somebody waits for it: none is held back until the one before is acknowledged.
    noDelay: true,
    // A resumed session would be let in without its certificate being shown again.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  server.maxConnections = limits.connections;
  server.on('secureConnection', (socket) => admit(socket, options));
  server.on('tlsClientError', (error: Error, socket) => {
    log.info({ reason: error.message, sourceIp: socket.remoteAddress }, 'TLS handshake failed');
  });
  await listening(server, options);
  // Errors of single connections are on their sockets; what is left here is the listener itself.
  server.on('error', (error: Error) => log.error({ err: error }, 'the MQTT listener failed'));
  return { port: portOf(server), close: () => closed(server) };
}

/** Hands a connection over to the broker, or closes it. */
export function admit(socket: TLSSocket, options: TlsListenerOptions): void {
  const { log } = options;
  const { remoteAddress: sourceIp, servername: domainName } = socket;
  const refuse = (why: string): void => {
    log.info({ sourceIp, why }, 'TLS connection refused');
    socket.destroy();
  };
  // The client may go away at any moment; aedes listens for itself from here on.
  socket.on('error', (error: Error) =>
    log.debug({ sourceIp, reason: error.message }, 'TLS connection broke'),
  );
  if (sourceIp === undefined) {
    refuse('the client has gone');
    return;
  }
  if (typeof domainName !== 'string' || domainName === '') {
    refuse('no server name (TLS SNI): connect to a host name, not to an IP address');
    return;
  }
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) {
    refuse('no client certificate');
    return;
  }
  const principal = options.authenticate(certificate.raw);
  if (!principal) {
    refuse('the client certificate is not registered, or not ACTIVE');
    return;
  }
  options.onPeer(socket, { principal, sourceIp, domainName });
}

function listening(server: Server, { host, port }: TlsListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The MQTT listener has no TCP port.');
  }
  return address.port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
