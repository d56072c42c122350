import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Server } from 'node:tls';
import type { AlertName } from '@fleet/faults';
import { plainAlert, sealedAlert } from './alert-record';

/** Answers a ClientHello with an alert: the client has seen no certificate of the server. */
export function refuseAtOnce(socket: Socket, alert: AlertName): void {
  socket.on('error', () => undefined);
  socket.once('data', () => {
    socket.end(plainAlert(alert));
    // What is left unread would reset the connection, and the alert would be lost.
    socket.resume();
  });
}

/**
 * Lets the handshake begin, and answers the client's certificate with an alert, which Node.js has no way to say. In TLS 1.2
 * nothing is encrypted by then; in TLS 1.3 the alert is the first record under the server's secret.
 * @param server has this connection only
 */
export function refuseCertificate(socket: Socket, alert: AlertName, server: Server): void {
  let answered = false;
  let secret: Buffer | undefined;
  server.on('keylog', (line) => {
    secret ??= trafficSecretIn(line);
  });
  const handshake = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      answered = true;
      socket.write(chunk, () => done());
    },
    final: (done) => {
      socket.end();
      done();
    },
  });
  handshake.on('error', () => undefined);
  socket.on('error', () => undefined);
  socket.on('close', () => handshake.destroy());
  socket.on('data', (chunk: Buffer) => {
    if (!answered) {
      handshake.push(chunk);
    } else if (socket.writable) {
      socket.end(secret === undefined ? plainAlert(alert) : sealedAlert(alert, secret));
    }
  });
  server.emit('connection', handshake);
}

function trafficSecretIn(line: Buffer): Buffer | undefined {
  const [, secret] = /^SERVER_TRAFFIC_SECRET_0 [0-9a-f]+ ([0-9a-f]+)/i.exec(line.toString()) ?? [];
  return secret === undefined ? undefined : Buffer.from(secret, 'hex');
}
