import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP proxy between a device and its cloud. */
export class TestProxy {
  /** What it was asked to connect to. */
  readonly asked: string[] = [];
  /** `user:password`, where it wants to see them. */
  credentials: string | undefined;
  private readonly sockets = new Set<Duplex>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => this.sockets.add(socket));
  }

  static async start(): Promise<TestProxy> {
    const server = createServer();
    const proxy = new TestProxy(server);
    server.on('connect', (request, device) =>
      proxy.join(request.url ?? '', request.headers['proxy-authorization'], device),
    );
    return proxy.listening();
  }

  /** One that answers as it likes, or not at all. */
  static async answering(answer: string | undefined): Promise<TestProxy> {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer !== undefined && socket.end(answer));
    });
    return new TestProxy(server).listening();
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The proxy has no port.');
    }
    return address.port;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async listening(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  private join(target: string, authorization: string | undefined, device: Duplex): void {
    this.asked.push(target);
    device.on('error', () => undefined);
    const wanted = this.credentials;
    if (wanted !== undefined && authorization !== `Basic ${Buffer.from(wanted).toString('base64')}`) {
      device.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const cloud = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      device.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
      device.pipe(cloud).pipe(device);
    });
    this.sockets.add(cloud);
    cloud.on('error', () => device.destroy());
  }
}
