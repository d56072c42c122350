import { connect, type Socket } from 'node:net';
import { generate, parser, type IConnectPacket, type Packet } from 'mqtt-packet';

export type Wanted<Command extends Packet['cmd']> = Extract<Packet, { cmd: Command }>;

/** A program of the device that sends what a test says, packet by packet, and keeps what it gets. */
export class TestProgram {
  readonly packets: Packet[] = [];
  readonly closed: Promise<void>;
  private isClosed = false;
  private readonly listeners = new Set<() => void>();
  private latestId = 0;

  private constructor(
    readonly socket: Socket,
    private readonly version: 4 | 5,
  ) {
    const parsing = parser({ protocolVersion: version });
    parsing.on('packet', (packet) => {
      this.packets.push(packet);
      this.tell();
    });
    socket.on('data', (chunk: Buffer) => void parsing.parse(chunk));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.isClosed = true;
        this.tell();
        resolve();
      });
    });
  }

  /** Opens the socket and says nothing. */
  static knock(
    place: string | { readonly host: string; readonly port: number },
    version: 4 | 5 = 5,
  ): TestProgram {
    return new TestProgram(typeof place === 'string' ? connect(place) : connect(place), version);
  }

  /** Connects, and waits for the answer. */
  static async start(
    place: string | { readonly host: string; readonly port: number },
    changes: Partial<Omit<IConnectPacket, 'cmd'>> = {},
  ): Promise<TestProgram> {
    const version = changes.protocolVersion === 4 ? 4 : 5;
    const program = TestProgram.knock(place, version);
    program.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: version,
      clean: true,
      clientId: 'program',
      keepalive: 0,
      ...changes,
    });
    await program.gets('connack');
    return program;
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet, { protocolVersion: this.version }));
  }

  /** @returns its message id */
  publish(topic: string, payload: string | Buffer, qos: 0 | 1 = 1): number {
    this.latestId += 1;
    const messageId = this.latestId;
    this.send({ cmd: 'publish', topic, payload, qos, dup: false, retain: false, messageId });
    return messageId;
  }

  /** Subscribes, and returns what the answer says of the filter. */
  async subscribe(topic: string, qos: 0 | 1 = 1): Promise<unknown> {
    this.latestId += 1;
    const messageId = this.latestId;
    this.send({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos, nl: false, rap: false, rh: 0 }] });
    const { granted } = await this.gets('suback', (packet) => packet.messageId === messageId);
    return granted[0];
  }

  /** The first packet of that kind, whether it has come already or not. */
  async gets<Command extends Packet['cmd']>(
    command: Command,
    matches: (packet: Wanted<Command>) => boolean = () => true,
  ): Promise<Wanted<Command>> {
    for (;;) {
      const found = this.all(command).find(matches);
      if (found !== undefined) {
        return found;
      }
      if (this.isClosed) {
        throw new Error(
          `The connection was closed before a ${command} came: ${JSON.stringify(this.packets)}`,
        );
      }
      await this.something();
    }
  }

  /** Resolves once so many messages have come. */
  async messages(count: number): Promise<string[]> {
    while (this.all('publish').length < count && !this.isClosed) {
      await this.something();
    }
    return this.all('publish').map(({ topic, payload }) => `${topic}: ${payload.toString()}`);
  }

  all<Command extends Packet['cmd']>(command: Command): Wanted<Command>[] {
    return this.packets.filter((packet): packet is Wanted<Command> => packet.cmd === command);
  }

  private something(): Promise<void> {
    return new Promise((resolve) => this.listeners.add(resolve));
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
    this.listeners.clear();
  }
}
