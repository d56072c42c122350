import type { IConnectPacket, Packet } from 'mqtt-packet';
import type { Socket } from 'node:net';
import { connackOf, refusingConnack } from './connack';
import { FrameReader, MalformedPacketError } from './frame-reader';
import type { LocalTopics } from './local-topics';
import { OpenProgram } from './open-program';
import { PacketParser } from './packet-parser';
import { faultOfConnect, faultOfWill, isRejection, type Admission, type Rejection } from './program-door';
import { programLimits } from './program-limits';
import { HeldMessages, type ProgramIdentity, type ProgramMessages } from './program-messages';
import { ProgramWriter, type Delivery } from './program-writer';
import { reason, type ReasonCode } from './reason-codes';
import { Silence } from './silence';
import type { UpstreamSubscriptions } from './upstream-subscriptions';

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

/** One program's connection, from its CONNECT to its end. */
export class ProgramSession {
  clientId = '';
  /** Since when nothing more is read of it, by the clock of waits. */
  fullSince: number | undefined;
  private readonly reader = new FrameReader(programLimits.packetBytes);
  private readonly parser = new PacketParser();
  private admission: Admission | undefined;
  private open: OpenProgram | undefined;
  private isAdmitting = false;
  private isOver = false;
  private readonly silence: Silence;
  private readonly held: HeldMessages;

  constructor(
    private readonly socket: Socket,
    private readonly parts: SessionParts,
  ) {
    this.held = new HeldMessages(parts.messages);
    // One that is held up cannot be heard.
    this.silence = new Silence(() => this.held.isFull);
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
    return this.admission?.name;
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
    if (!this.isOver) {
      this.open?.receive(delivery);
    }
  }

  /** The server has taken a filter away that it had granted. */
  lose(filter: string, why: string): void {
    if (this.open?.hasSubscribed(filter) === true) {
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
    this.hangUp();
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
    this.silence.broken();
    this.open.act(packet);
  }

  private connect(packet: IConnectPacket): void {
    if (this.open !== undefined || this.isAdmitting) {
      throw new MalformedPacketError('it has sent a second CONNECT', reason.protocolError);
    }
    const fault = faultOfConnect(packet);
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
    const fault = isRejection(entry) ? entry : this.faultOfWill(packet, entry);
    if (isRejection(entry) || fault !== undefined) {
      this.reject(packet, fault ?? { code: reason.unspecified, why: 'it was not let in' });
      return;
    }
    this.admission = entry;
    this.open = new OpenProgram(packet, entry, {
      ...this.parts,
      socket: this.socket,
      program: this.identity,
      held: this.held,
      end: this.end.bind(this),
      proceed: () => this.proceed(),
      leave: () => this.leave(),
    });
    const keepAliveSeconds = packet.keepalive ?? 0;
    if (keepAliveSeconds > 0) {
      this.expectWithin(
        keepAliveSeconds * 1_500,
        'it has said nothing for one and a half times its keep-alive',
      );
    } else {
      this.silence.end();
    }
    this.open.writer.send(connackOf(packet, this.clientId));
  }

  private faultOfWill(packet: IConnectPacket, { name, rules }: Admission): Rejection | undefined {
    const fault = faultOfWill(packet, rules);
    if (fault !== undefined || packet.will === undefined) {
      return fault;
    }
    const program = { name, called: name ?? this.clientId };
    const why = this.parts.messages.refusal(program, packet.will.topic);
    return why === undefined
      ? undefined
      : { code: reason.notAuthorized, why: `its will may not go out: ${why}` };
  }

  private reject(packet: IConnectPacket, rejection: Rejection): void {
    const version = packet.protocolVersion === 5 ? 5 : 4;
    new ProgramWriter(this.socket, { version }, () => undefined).send(refusingConnack(packet, rejection));
    this.end(rejection.code, rejection.why);
  }

  private leave(): void {
    this.over(undefined);
    this.hangUp();
  }

  private hangUp(): void {
    this.socket.end();
    setTimeout(() => this.socket.destroy(), goodbyeMillis).unref();
  }

  private over(why: string | undefined): void {
    if (this.isOver) {
      return;
    }
    this.isOver = true;
    this.silence.end();
    this.held.abandon(this.identity);
    this.open?.over();
    this.parts.ended(this, why);
  }

  private expectWithin(millis: number, why: string): void {
    this.silence.allow(millis, () => this.end(reason.keepAliveTimeout, why));
  }
}
