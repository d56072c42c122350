import { isIP, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type SecureContext, type TLSSocket } from 'node:tls';
import { isProgramFault } from '@fleet/program-faults';
import type { ConnectionRequest } from './connection';
import { OwnKeyError } from './connection-errors';
import type { ConnectProgress } from './evidence';

/** AWS IoT Core takes MQTT on the port of HTTPS too, distinguished by this protocol name [guide, protocols]. */
const alpnOnHttpsPort = 'x-amzn-mqtt-ca';

/**
 * So long each address of the endpoint's name may take, before the next is tried. Node.js gives each a quarter of a
 * second, in which many a mobile or satellite link has not answered: then none of them is ever reached.
 */
export const addressMillis = 3_000;

type TlsOptions = ConnectionOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamilyAttemptTimeout'>;

/**
 * How a connection to the endpoint is made, and with which identity.
 *
 * @throws OwnKeyError
 */
export function tlsOptionsOf(request: ConnectionRequest): TlsOptions {
  const { host, port } = request.endpoint;
  return {
    host,
    port,
    autoSelectFamilyAttemptTimeout: addressMillis,
    secureContext: secureContextOf(request),
    servername: isIP(host) === 0 ? host : undefined,
    ALPNProtocols: port === 443 ? [alpnOnHttpsPort] : undefined,
  };
}

function secureContextOf({ clientId, rootCa, credentials }: ConnectionRequest): SecureContext {
  const { certificate, privateKey } = credentials;
  try {
    return privateKey.secureContext({ ca: rootCa, cert: certificate, minVersion: 'TLSv1.2' });
  } catch (error) {
    if (isProgramFault(error)) {
      throw error;
    }
    throw new OwnKeyError(clientId, error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * Begins a connection, and notes how far it comes.
 *
 * @param tunnel a connection that leads to the endpoint already
 */
export function openTls(options: TlsOptions, progress: ConnectProgress, tunnel?: Socket): TLSSocket {
  const socket = connectTls(tunnel === undefined ? options : { ...options, socket: tunnel });
  progress.tcp = tunnel !== undefined;
  // Every message is small and somebody waits for it.
  socket.setNoDelay(true);
  socket.once('connect', () => {
    progress.tcp = true;
  });
  socket.once('secureConnect', () => {
    progress.secure = true;
  });
  socket.on('error', (error: Error) => {
    progress.error ??= error;
  });
  return socket;
}
