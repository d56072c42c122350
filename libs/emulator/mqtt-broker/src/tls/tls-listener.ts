import { constants } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { PeerCertificate, TLSSocket, TlsOptions } from 'node:tls';
import { createServer, DEFAULT_CIPHERS } from 'node:tls';
import type { FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import type { TlsPeer } from '../connect/device-connection';
import type { BrokerLimits } from '../limits';
import type { BrokerLog, BrokerPorts } from '../ports';
import { refuseAtOnce, refuseCertificate } from './refused-handshake';

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
  readonly faults?: FaultPoints | undefined;
  onPeer(socket: TLSSocket, peer: TlsPeer): void;
}

export interface TlsListener {
  readonly port: number;
  /** Takes no more connections. Resolves when those that there are have ended. */
  close(): Promise<void>;
  /** Ends the connections that have not ended by themselves: of clients that did not finish their handshake. */
  dropConnections(): void;
}

/**
 * Listens for mutual TLS. Whether a certificate is good is asked of the registry and not of a chain, as AWS IoT
 * Core does: a certificate from anywhere is accepted when it is registered and ACTIVE, and an own one is refused
 * when it is not. Refused connections are closed without a word of MQTT.
 * @throws the error of `listen`, with its `code` (EADDRINUSE, EACCES)
 */
export async function listenTls(options: TlsListenerOptions): Promise<TlsListener> {
  const { limits, log } = options;
  const secure = secureServer(options);
  secure.on('secureConnection', (socket) => admitOrDrop(socket, options));
  secure.on('tlsClientError', (error: Error, socket) => {
    log.info({ reason: error.message, sourceIp: socket.remoteAddress }, 'TLS handshake failed');
  });
  // Every packet is small and somebody waits for it: none is held back until the one before is acknowledged.
  const sockets = new Set<Socket>();
  // One function for all of them, and no wrapper around it: there are thousands.
  const forget = function (this: Socket): void {
    sockets.delete(this);
  };
  const server = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', forget);
    beginHandshake(socket, secure, options);
  });
  server.maxConnections = limits.connections;
  await listening(server, options);
  // Errors of single connections are on their sockets; what is left here is the listener itself.
  server.on('error', (error: Error) => log.error({ err: error }, 'the MQTT listener failed'));
  return {
    port: portOf(server),
    close: () => closed(server),
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
  };
}

/** By ALPN; the first that the client has, too. */
const applicationProtocols = ['x-amzn-mqtt-ca', 'mqtt'];

type SecureServer = ReturnType<typeof createServer>;

function secureServer({ tls, limits }: TlsListenerOptions, more: TlsOptions = {}): SecureServer {
  return createServer({
    ...tls,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    // Node.js would copy a list of protocols for each connection.
    ALPNCallback: ({ protocols }) => applicationProtocols.find((ours) => protocols.includes(ours)),
    handshakeTimeout: limits.handshakeMillis,
    // A resumed session would be let in without its certificate being shown again.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ...more,
  });
}

/** The ciphers for which an alert can be written by hand. */
const sealable = {
  ciphers: DEFAULT_CIPHERS.split(':')
    .filter((name) => !name.startsWith('TLS_CHACHA20'))
    .join(':'),
};

/** Hands a TCP connection over to TLS, unless a fault is to refuse it. */
function beginHandshake(socket: Socket, secure: SecureServer, options: TlsListenerOptions): void {
  const { faults = noFaults } = options;
  const effect = faults.at('tls:handshake');
  if (effect === undefined) {
    secure.emit('connection', socket);
  } else if (effect.kind === 'alert' && effect.when === 'after') {
    refuseCertificate(socket, effect.alert, secureServer(options, sealable));
  } else if (effect.kind === 'alert') {
    refuseAtOnce(socket, effect.alert);
  } else if (effect.kind === 'delay') {
    socket.on('error', () => undefined);
    faults.wait(effect.millis).then(
      () => secure.emit('connection', socket),
      () => socket.destroy(),
    );
  } else {
    socket.destroy();
  }
}

/** Nobody above an event of a socket would catch a failure of the registry. */
function admitOrDrop(socket: TLSSocket, options: TlsListenerOptions): void {
  try {
    admit(socket, options);
  } catch (error) {
    options.log.error(
      { sourceIp: socket.remoteAddress, err: error },
      'the broker failed a connection, and ended it',
    );
    socket.destroy();
  }
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
  // Of what `getPeerX509Certificate` has parsed, Node.js 20 frees nothing: 5 KB stayed for each connection.
  const certificate = derOf(socket.getPeerCertificate());
  if (certificate === undefined) {
    refuse('no client certificate');
    return;
  }
  const principal = options.authenticate(certificate);
  if (!principal) {
    refuse('the client certificate is not registered, or not ACTIVE');
    return;
  }
  options.onPeer(socket, { principal, sourceIp, domainName });
}

/** Nothing is in it where the client has shown none, and it is null once the socket is destroyed: Node's types know neither. */
function derOf(certificate: Partial<PeerCertificate> | null): Buffer | undefined {
  return certificate?.raw;
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
