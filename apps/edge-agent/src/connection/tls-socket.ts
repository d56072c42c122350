import { isIP, type Socket, type TcpSocketConnectOpts } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { ConnectionRequest } from './connection';
import type { ConnectProgress } from './evidence';

/** AWS IoT Core takes MQTT on the port of HTTPS too, distinguished by this protocol name [guide, protocols]. */
const alpnOnHttpsPort = 'x-amzn-mqtt-ca';

/**
 * So long each address of the endpoint's name may take, before the next is tried. Node.js gives each a quarter of a
 * second, in which many a mobile or satellite link has not answered: then none of them is ever reached.
 */
export const addressMillis = 3_000;

type TlsOptions = ConnectionOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamilyAttemptTimeout'>;

/** How a connection to the endpoint is made, and with which identity. */
export function tlsOptionsOf({ endpoint, rootCa, credentials }: ConnectionRequest): TlsOptions {
  const { host, port } = endpoint;
  const { certificate, privateKey } = credentials;
  return {
    host,
    port,
    autoSelectFamilyAttemptTimeout: addressMillis,
    secureContext: privateKey.secureContext({ ca: rootCa, cert: certificate, minVersion: 'TLSv1.2' }),
    servername: isIP(host) === 0 ? host : undefined,
    ALPNProtocols: port === 443 ? [alpnOnHttpsPort] : undefined,
  };
}

/**
 * Begins a connection, and notes how far it comes.
 *
 * @param tunnel a connection that leads to the endpoint already
 */
export function openTls(request: ConnectionRequest, progress: ConnectProgress, tunnel?: Socket): TLSSocket {
  const options = tlsOptionsOf(request);
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
