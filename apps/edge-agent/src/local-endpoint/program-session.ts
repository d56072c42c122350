import type { IConnackPacket, IConnectPacket, Packet } from 'mqtt-packet';
import type { Socket } from 'node:net';
import { defined } from '@fleet/optional-members';
import { FrameReader, MalformedPacketError } from './frame-reader';
import { PacketParser } from './packet-parser';
import { faultOfConnect, faultOfWill, isRejection, type Admission, type Rejection } from './program-door';
import { programLimits } from './program-limits';
import { HeldMessages, type ProgramIdentity, type ProgramMessages } from './program-messages';
import { endsConnections, ProgramPublishes } from './program-publishes';
import { ProgramSubscriptions } from './program-subscriptions';
import { ProgramWriter, type Delivery } from './program-writer';
import { reason, returnCodeOf, type ReasonCode } from './reason-codes';
import type { UpstreamSubscriptions } from './upstream-subscriptions';
import type { LocalTopics } from './local-topics';

/** What a program's session needs of the agent. */
export interface SessionParts {
  readonly admit: (connect: IConnectPacket, session: ProgramSession) => Promise<Admission | Rejection>;
  readonly messages: ProgramMessages;
  readonly upstream: UpstreamSubscriptions;
  readonly local: LocalTopics;
  /** Who has been told why, for the log. */
  readonly ended: (session: ProgramSession, why: string | undefined) => void;
  /** A name for a client that has none. */
  readonly clientName: () => string;
  /** Milliseconds that only ever grow. */
  readonly elapsed: () => number;
}

/** So long a program may take to read why it is disconnected. */
const goodbyeMillis = 2_000;

interface Open {
  readonly admission: Admission;
  readonly connect: IConnectPacket;
  readonly writer: ProgramWriter;
  readonly publishes: ProgramPublishes;
  readonly subscriptions: ProgramSubscriptions;
}

/** One program's connection, from its CONNECT to its end. */
export class ProgramSession {
  clientId = '';
  /** Since when nothing more is read of it, by the clock of waits. */
  fullSince: number | undefined;
  private readonly reader = new FrameReader(programLimits.packetBytes);
  private readonly parser = new PacketParser();
  private open: Open | undefined;
  private isAdmitting = false;
  private isOver = false;
  private keepAlive: NodeJS.Timeout | undefined;
  private readonly held: HeldMessages;

  constructor(
    private readonly socket: Socket,
    private readonly parts: SessionParts,
  ) {
    this.held = new HeldMessages(parts.messages);
    this.expectWithin(programLimits.connectMillis, 'it has not said who it is');
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.reader.push(chunk);
      this.proceed();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.over(undefined));
  }

  get name(): string | undefined {
    return this.open?.admission.name;
  }

  /** Whether it has said who it is, true or not. */
  get hasSpoken(): boolean {
    return this.isAdmitting || this.open !== undefined;
  }

  private get identity(): ProgramIdentity {
    return { name: this.name, called: this.name ?? this.clientId };
  }

  get isOpen(): boolean {
    return this.open !== undefined && !this.isOver;
  }

  /** A message from AWS IoT Core, or of the agent itself. */
  receive(delivery: Delivery): void {
    if (this.isOver || this.open === undefined) {
      return;
    }
    const { subscriptions, writer } = this.open;
    const granted = subscriptions.granted(delivery.topic);
    if (granted !== undefined) {
      const qos = granted.qos < delivery.qos ? granted.qos : delivery.qos;
      writer.deliver({ ...delivery, qos, retain: delivery.retain && granted.keepsRetain });
    }
  }

  /** The server has taken a filter away that it had granted. */
  lose(filter: string, why: string): void {
    if (this.open?.subscriptions.has(filter) === true) {
      this.end(reason.notAuthorized, why);
    }
  }

  /** Ends it, and tells the program why as far as its MQTT has words for that. */
  end(code: ReasonCode, why: string): void {
    if (this.isOver) {
      return;
    }
    if (this.open?.writer.version === 5) {
      this.open.writer.send({ cmd: 'disconnect', reasonCode: code, properties: { reasonString: why } });
    }
    this.over(why);
    this.socket.end();
    setTimeout(() => this.socket.destroy(), goodbyeMillis).unref();
  }

  /** Handles what has been read, unless that has to wait. */
  private proceed(): void {
    try {
      while (!this.isOver && !this.isAdmitting && !this.held.isFull) {
        const frame = this.reader.next();
        if (frame === undefined) {
          this.fullSince = undefined;
          this.socket.resume();
          return;
        }
        this.handle(this.parser.parse(frame));
      }
    } catch (error) {
      if (!(error instanceof MalformedPacketError)) {
        throw error;
      }
      this.end(error.reasonCode, error.message);
      return;
    }
    // Its program waits, as it would on a slow network.
    if (this.held.isFull) {
      this.fullSince ??= this.parts.elapsed();
    }
    this.socket.pause();
  }

  private handle(packet: Packet): void {
    if (packet.cmd === 'connect') {
      this.connect(packet);
      return;
    }
    if (this.open === undefined) {
      throw new MalformedPacketError('it is not let in yet', reason.protocolError);
    }
    this.keepAlive?.refresh();
    this.act(packet, this.open);
  }

  private act(packet: Packet, { writer, publishes, subscriptions }: Open): void {
    switch (packet.cmd) {
      case 'publish':
        publishes.take(packet);
        return;
      case 'puback':
        writer.acknowledged(packet.messageId ?? 0);
        return;
      case 'subscribe':
        subscriptions.subscribe(packet);
        return;
      case 'unsubscribe':
        subscriptions.unsubscribe(packet);
        return;
      case 'pingreq':
        writer.send({ cmd: 'pingresp' });
        return;
      case 'disconnect':
        this.leave(packet.reasonCode === 0x04);
        return;
      default:
        throw new MalformedPacketError(
          `a program sends no ${packet.cmd.toUpperCase()}`,
          reason.protocolError,
        );
    }
  }

  private connect(packet: IConnectPacket): void {
    if (this.open !== undefined || this.isAdmitting) {
      throw new MalformedPacketError('it has sent a second CONNECT', reason.protocolError);
    }
    const fault = faultOfConnect(packet) ?? faultOfClientId(packet);
    if (fault !== undefined) {
      this.reject(packet, fault);
      return;
    }
    this.clientId = packet.clientId === '' ? this.parts.clientName() : packet.clientId;
    this.isAdmitting = true;
    const cannotTell = (error: unknown): Rejection => ({
      code: reason.unspecified,
      why: `the agent could not check its password: ${error instanceof Error ? error.message : String(error)}`,
    });
    void this.parts
      .admit(packet, this)
      .catch(cannotTell)
      .then((entry) => {
        this.isAdmitting = false;
        if (!this.isOver) {
          this.enter(packet, entry);
          this.proceed();
        }
      });
  }

  private enter(packet: IConnectPacket, entry: Admission | Rejection): void {
    const fault = isRejection(entry)
      ? entry
      : (faultOfWill(packet, entry.rules) ?? this.faultOfLostWill(packet, entry));
    if (isRejection(entry) || fault !== undefined) {
      this.reject(packet, fault ?? { code: reason.unspecified, why: 'it was not let in' });
      return;
    }
    const version = packet.protocolVersion === 5 ? 5 : 4;
    const {
      receiveMaximum,
      maximumPacketSize: largestPacket,
      requestProblemInformation: wantsReasons,
    } = packet.properties ?? {};
    const wishes = { version, receiveMaximum, largestPacket, wantsReasons } as const;
    const writer = new ProgramWriter(this.socket, wishes, () =>
      this.end(reason.quotaExceeded, 'it does not read what it has subscribed to fast enough'),
    );
    const { rules } = entry;
    const end = this.end.bind(this);
    this.open = {
      admission: entry,
      connect: packet,
      writer,
      publishes: new ProgramPublishes({
        program: { name: entry.name, called: entry.name ?? this.clientId },
        rules,
        writer,
        end,
        held: this.held,
        messages: this.parts.messages,
        proceed: () => this.proceed(),
      }),
      subscriptions: new ProgramSubscriptions({ ...this.parts, rules, writer, end }),
    };
    this.stopExpecting();
    const keepAliveSeconds = packet.keepalive ?? 0;
    if (keepAliveSeconds > 0) {
      this.expectWithin(
        keepAliveSeconds * 1_500,
        'it has said nothing for one and a half times its keep-alive',
      );
    }
    writer.send(connackOf(packet, this.clientId));
  }

  private faultOfLostWill({ will }: IConnectPacket, { name }: Admission): Rejection | undefined {
    const program = { name, called: name ?? this.clientId };
    return will !== undefined && this.parts.messages.refuses(program, will.topic)
      ? { code: reason.notAuthorized, why: `its will may not go out: ${endsConnections.why}` }
      : undefined;
  }

  private reject({ protocolVersion }: IConnectPacket, { code, why }: Rejection): void {
    const writer = new ProgramWriter(
      this.socket,
      { version: protocolVersion === 5 ? 5 : 4 },
      () => undefined,
    );
    writer.send(
      writer.version === 5
        ? { cmd: 'connack', sessionPresent: false, reasonCode: code, properties: { reasonString: why } }
        : { cmd: 'connack', sessionPresent: false, returnCode: returnCodeOf(code) },
    );
    this.end(code, why);
  }

  /** The program says goodbye. */
  private leave(withWill: boolean): void {
    if (!withWill && this.open !== undefined) {
      delete this.open.connect.will;
    }
    this.over(undefined);
    this.socket.end();
    setTimeout(() => this.socket.destroy(), goodbyeMillis).unref();
  }

  private over(why: string | undefined): void {
    if (this.isOver) {
      return;
    }
    this.isOver = true;
    this.stopExpecting();
    this.held.abandon(this.identity);
    if (this.open !== undefined) {
      this.open.subscriptions.releaseAll();
      const { will } = this.open.connect;
      if (will !== undefined) {
        const qos = will.qos === 1 ? 1 : 0;
        this.parts.messages.publishWill(will.topic, Buffer.from(will.payload), qos, this.identity);
      }
    }
    this.parts.ended(this, why);
  }

  private expectWithin(millis: number, why: string): void {
    this.keepAlive = setTimeout(() => {
      // One that is held up cannot be heard.
      if (this.held.isFull) {
        this.keepAlive?.refresh();
      } else {
        this.end(reason.keepAliveTimeout, why);
      }
    }, millis);
  }

  private stopExpecting(): void {
    clearTimeout(this.keepAlive);
  }
}

const mostClientIdCharacters = 128;

function faultOfClientId({ clientId, clean, protocolVersion }: IConnectPacket): Rejection | undefined {
  if (clientId.length > mostClientIdCharacters || clientId.includes('\0')) {
    return {
      code: reason.notAuthorized,
      why: `a client id has at most ${mostClientIdCharacters} characters`,
    };
  }
  return clientId === '' && protocolVersion === 4 && clean === false
    ? { code: reason.notAuthorized, why: 'a client without a client id has no session' }
    : undefined;
}

function connackOf({ protocolVersion, clientId, properties }: IConnectPacket, given: string): IConnackPacket {
  if (protocolVersion !== 5) {
    return { cmd: 'connack', sessionPresent: false, returnCode: 0 };
  }
  return {
    cmd: 'connack',
    sessionPresent: false,
    reasonCode: 0,
    properties: {
      receiveMaximum: programLimits.heldMessages,
      maximumQoS: 1,
      retainAvailable: false,
      maximumPacketSize: programLimits.packetBytes,
      sharedSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: false,
      ...defined({
        assignedClientIdentifier: clientId === '' ? given : undefined,
        // A session ends with its connection.
        sessionExpiryInterval: (properties?.sessionExpiryInterval ?? 0) > 0 ? 0 : undefined,
      }),
    },
  };
}
