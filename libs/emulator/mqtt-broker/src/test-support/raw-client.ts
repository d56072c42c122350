import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import type { IConnectPacket, Packet } from 'mqtt-packet';
import { generate, parser } from 'mqtt-packet';
import type { Identity } from './pki';

/** Where a broker listens. */
export interface BrokerAddress {
  readonly broker: { readonly port: number };
  readonly pki: { readonly ca: string };
}

type PacketOf<Command extends Packet['cmd']> = Extract<Packet, { cmd: Command }>;

/** A client that sends what it is told to, acknowledges nothing by itself, and keeps every packet that it gets. */
export class RawClient {
  readonly packets: Packet[] = [];
  private isClosed = false;
  private readonly watchers = new Set<() => void>();

  private constructor(
    private readonly socket: TLSSocket,
    private readonly protocolVersion: 4 | 5,
  ) {
    const packets = parser({ protocolVersion });
    packets.on('packet', (packet) => {
      this.packets.push(packet);
      this.changed();
    });
    socket.on('data', (bytes: Buffer) => packets.parse(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.changed();
    });
  }

  static open(broker: BrokerAddress, { cert, key }: Identity, protocolVersion: 4 | 5): RawClient {
    const host = 'localhost';
    const { ca } = broker.pki;
    const socket = connect({ host, servername: host, port: broker.broker.port, ca, cert, key });
    return new RawClient(socket, protocolVersion);
  }

  static async connected(
    bench: BrokerAddress,
    identity: Identity,
    options: Partial<IConnectPacket> & { readonly clientId: string; readonly protocolVersion: 4 | 5 },
  ): Promise<RawClient> {
    const client = RawClient.open(bench, identity, options.protocolVersion);
    client.send({ cmd: 'connect', protocolId: 'MQTT', clean: true, keepalive: 60, ...options });
    await client.next('connack');
    return client;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /** All of them in one write, so that they arrive together. */
  send(...packets: Packet[]): void {
    const { protocolVersion } = this;
    this.socket.write(Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion }))));
  }

  /** Bytes that need be no packet at all. */
  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  all<Command extends Packet['cmd']>(command: Command): PacketOf<Command>[] {
    return this.packets.filter((packet): packet is PacketOf<Command> => packet.cmd === command);
  }

  /** The first packet of this kind. */
  async next<Command extends Packet['cmd']>(command: Command): Promise<PacketOf<Command>> {
    await this.until(() => this.all(command).length > 0 || this.closed);
    const [packet] = this.all(command);
    if (!packet) {
      throw new Error(`The broker closed the connection and sent no ${command}.`);
    }
    return packet;
  }

  /** Resolves when the broker has answered a PINGREQ: what it sent before has arrived. */
  async roundTrip(): Promise<void> {
    const before = this.all('pingresp').length;
    this.send({ cmd: 'pingreq' });
    await this.until(() => this.all('pingresp').length > before || this.closed);
    if (this.all('pingresp').length === before) {
      throw new Error('The broker closed the connection.');
    }
  }

  async untilClosed(): Promise<void> {
    await this.until(() => this.closed);
  }

  private until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = (): void => {
        if (holds()) {
          this.watchers.delete(watch);
          resolve();
        }
      };
      this.watchers.add(watch);
      watch();
    });
  }

  private changed(): void {
    for (const watch of this.watchers) {
      watch();
    }
  }

  /** Reads nothing more, until it is told to go on. */
  stopReading(): void {
    this.socket.pause();
  }

  goOnReading(): void {
    this.socket.resume();
  }

  /** Sends nothing more; the broker closes the connection. */
  finish(): void {
    this.socket.end();
  }

  end(): void {
    this.socket.destroy();
  }
}
