import type { IConnectPacket, Packet } from 'mqtt-packet';
import type { Socket } from 'node:net';
import { MalformedPacketError } from './frame-reader';
import type { LocalTopics } from './local-topics';
import type { Admission } from './program-door';
import type { HeldMessages, ProgramIdentity, ProgramMessages } from './program-messages';
import { ProgramPublishes } from './program-publishes';
import { ProgramSubscriptions } from './program-subscriptions';
import { ProgramWriter, type Delivery } from './program-writer';
import { reason, type ReasonCode } from './reason-codes';
import type { UpstreamSubscriptions } from './upstream-subscriptions';

export interface OpenProgramParts {
  readonly socket: Socket;
  readonly program: ProgramIdentity;
  readonly messages: ProgramMessages;
  readonly held: HeldMessages;
  readonly upstream: UpstreamSubscriptions;
  readonly local: LocalTopics;
  readonly end: (code: ReasonCode, why: string) => void;
  /** There may be room for what the program has sent since. */
  readonly proceed: () => void;
  /** The program says goodbye. */
  readonly leave: () => void;
}

/** A program that was let in, and what it may say. */
export class OpenProgram {
  readonly writer: ProgramWriter;
  private readonly publishes: ProgramPublishes;
  private readonly subscriptions: ProgramSubscriptions;
  private will: IConnectPacket['will'];

  constructor(
    connect: IConnectPacket,
    { rules }: Admission,
    private readonly parts: OpenProgramParts,
  ) {
    const {
      receiveMaximum,
      maximumPacketSize: largestPacket,
      requestProblemInformation: wantsReasons,
    } = connect.properties ?? {};
    const version = connect.protocolVersion === 5 ? 5 : 4;
    this.writer = new ProgramWriter(
      parts.socket,
      { version, receiveMaximum, largestPacket, wantsReasons },
      () => parts.end(reason.quotaExceeded, 'it does not read what it has subscribed to fast enough'),
    );
    const own = { ...parts, rules, writer: this.writer };
    this.publishes = new ProgramPublishes(own);
    this.subscriptions = new ProgramSubscriptions(own);
    this.will = connect.will;
  }

  /** @throws MalformedPacketError */
  act(packet: Packet): void {
    switch (packet.cmd) {
      case 'publish':
        this.publishes.take(packet);
        return;
      case 'puback':
        this.writer.acknowledged(packet.messageId ?? 0);
        return;
      case 'subscribe':
        this.subscriptions.subscribe(packet);
        return;
      case 'unsubscribe':
        this.subscriptions.unsubscribe(packet);
        return;
      case 'pingreq':
        this.writer.send({ cmd: 'pingresp' });
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

  /** A message from AWS IoT Core, or of the agent itself. */
  receive(delivery: Delivery): void {
    const granted = this.subscriptions.granted(delivery.topic);
    if (granted !== undefined) {
      const qos = granted.qos < delivery.qos ? granted.qos : delivery.qos;
      this.writer.deliver({ ...delivery, qos, retain: delivery.retain && granted.keepsRetain });
    }
  }

  hasSubscribed(filter: string): boolean {
    return this.subscriptions.has(filter);
  }

  /** It is no more: its will is done. */
  over(): void {
    this.subscriptions.releaseAll();
    if (this.will !== undefined) {
      const qos = this.will.qos === 1 ? 1 : 0;
      const { messages, program } = this.parts;
      messages.publishWill(this.will.topic, Buffer.from(this.will.payload), qos, program);
    }
  }

  private leave(withWill: boolean): void {
    if (!withWill) {
      this.will = undefined;
    }
    this.parts.leave();
  }
}
