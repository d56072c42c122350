import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What lies between a device and its cloud does with a connection. */
export type Treatment =
  | 'pass'
  /** Ends it in good order, as a firewall may. */
  | 'close'
  /** Ends it by a reset, as another may. */
  | 'reset'
  /** Says in the server's name that the certificate is unknown, as anybody on the way can. */
  | 'alert';

/** When it does so: as soon as there is a connection, or once the device has begun to speak TLS. */
export type Moment = 'connected' | 'handshake';

/**
 * The network between a device and its cloud, which sees what anybody on the way sees. Before TLS 1.3 that includes
 * the certificate of the device.
 */
export class TestNetwork {
  /** Decides on a connection, also of the certificate that it shows, where that can be seen. */
  treats: (moment: Moment, certificateId?: string) => Treatment = () => 'pass';
  /** Where connections lead to. */
  leadsTo: number;
  /** Takes every connection and everything that comes, and hands nothing on, the end of a connection included. */
  isDead = false;
  /** Whether it hands on what the cloud says, the end of a connection included. */
  answers = true;
  connections = 0;
  /** Called with each connection before it is treated. */
  onConnection: () => void = () => undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    cloudPort: number,
  ) {
    this.leadsTo = cloudPort;
    server.on('connection', (device: Socket) => this.join(device));
  }

  static async before(cloudPort: number, address = '127.0.0.1'): Promise<TestNetwork> {
    const server = createServer();
    server.listen(0, address);
    await once(server, 'listening');
    return new TestNetwork(server, cloudPort);
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The network has no port.');
    }
    return address.port;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(device: Socket): void {
    this.connections += 1;
    this.onConnection();
    const cloud = connect(this.leadsTo, '127.0.0.1');
    for (const [socket, other] of [
      [device, cloud],
      [cloud, device],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        if (!this.isDead && (this.answers || socket === device)) {
          other.destroy();
        }
      });
    }
    if (this.ends(device, this.treats('connected'))) {
      return;
    }
    let said = Buffer.alloc(0);
    device.on('data', (chunk) => {
      said = Buffer.concat([said, chunk]);
      if (!this.isDead && !this.ends(device, this.treats('handshake', certificateShownIn(said)))) {
        cloud.write(chunk);
      }
    });
    cloud.on('data', (chunk) => {
      if (!this.isDead && this.answers) {
        device.write(chunk);
      }
    });
  }

  private ends(device: Socket, treatment: Treatment): boolean {
    if (treatment === 'close') {
      device.end();
    } else if (treatment === 'alert') {
      device.end(certificateUnknown);
    } else if (treatment === 'reset') {
      device.resetAndDestroy();
    }
    return treatment !== 'pass';
  }
}

/** A record with the fatal alert 46 [RFC 8446, 6]. */
const certificateUnknown = Buffer.from([21, 3, 3, 0, 2, 2, 46]);

const recordHeader = 5;
const handshakeRecord = 22;
const certificateMessage = 11;

/** The id of the certificate that a client shows in its part of a TLS 1.2 handshake [RFC 5246, 6.2.1, 7.4.2]. */
function certificateShownIn(said: Buffer): string | undefined {
  const messages = handshakeOf(said);
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3)) {
    const end = at + 4 + messages.readUIntBE(at + 1, 3);
    if (messages[at] === certificateMessage && end <= messages.length && end > at + 10) {
      const length = messages.readUIntBE(at + 7, 3);
      return createHash('sha256')
        .update(messages.subarray(at + 10, at + 10 + length))
        .digest('hex');
    }
  }
  return undefined;
}

/** What the records before the first encrypted one say together. */
function handshakeOf(said: Buffer): Buffer {
  const fragments: Buffer[] = [];
  for (let at = 0; at + recordHeader <= said.length && said[at] === handshakeRecord;) {
    const end = at + recordHeader + said.readUInt16BE(at + 3);
    fragments.push(said.subarray(at + recordHeader, end));
    at = end;
  }
  return Buffer.concat(fragments);
}
