import type { IPublishPacket } from 'mqtt-packet';
import { defined } from '@fleet/optional-members';
import type { ProgramRules, Refusal } from '@fleet/program-topics';
import type { DropCause } from '../session/unanswered-message';
import { programLimits } from './program-limits';
import type { HeldMessages, ProgramIdentity, ProgramMessages } from './program-messages';
import type { ProgramWriter } from './program-writer';
import { reason, type ReasonCode } from './reason-codes';

export interface PublishParts {
  readonly program: ProgramIdentity;
  readonly rules: ProgramRules;
  readonly writer: ProgramWriter;
  readonly held: HeldMessages;
  readonly messages: ProgramMessages;
  readonly end: (code: ReasonCode, why: string) => void;
  /** There may be room for what the program has sent since. */
  readonly proceed: () => void;
}

/** What one program publishes. It gets its PUBACK when AWS IoT Core has sent one. */
export class ProgramPublishes {
  private readonly unacknowledged = new Set<number>();

  constructor(private readonly parts: PublishParts) {}

  take(packet: IPublishPacket): void {
    const fault = faultOfPublish(packet);
    if (fault !== undefined) {
      this.parts.end(fault.code, fault.why);
      return;
    }
    const { topic, messageId = 0 } = packet;
    const payload = Buffer.from(packet.payload);
    const { rules, messages, program, end } = this.parts;
    const refusal = rules.refusePublish(topic) ?? forbidden(messages.refusal(program, topic));
    if (refusal !== undefined) {
      this.refuse(packet, refusal);
    } else if (packet.qos === 0) {
      messages.publishQosZero(topic, payload, program, (why) => end(reason.notAuthorized, why));
    } else if (!this.unacknowledged.has(messageId)) {
      this.publish(topic, payload, messageId);
    } else if (!packet.dup) {
      // One PUBACK would stand for both.
      end(reason.protocolError, 'it has sent a second message with the id of one that is not acknowledged');
    }
  }

  private publish(topic: string, payload: Buffer, messageId: number): void {
    const { held, program, proceed } = this.parts;
    this.unacknowledged.add(messageId);
    held.publish(topic, payload, program, {
      published: () => {
        this.unacknowledged.delete(messageId);
        this.acknowledge(messageId);
        proceed();
      },
      dropped: (why, cause) => {
        this.unacknowledged.delete(messageId);
        if (cause !== 'gone') {
          this.givenUp(topic, messageId, why, cause);
          proceed();
        }
      },
    });
  }

  private givenUp(topic: string, messageId: number, why: string, cause: Exclude<DropCause, 'gone'>): void {
    const { messages, program, end } = this.parts;
    messages.report({ topic, program: program.called, reason: why });
    if (cause === 'connections-lost') {
      end(reason.notAuthorized, why);
    } else {
      this.deny(messageId, cause === 'refused' ? reason.notAuthorized : reason.quotaExceeded, why);
    }
  }

  private refuse({ topic, qos, messageId = 0 }: IPublishPacket, { kind, why }: Refusal): void {
    const code = kind === 'malformed' ? reason.topicInvalid : reason.notAuthorized;
    const words = `it may not publish on ${JSON.stringify(topic.slice(0, programLimits.saidCharacters))}: ${why}`;
    if (qos === 0) {
      this.parts.end(code, words);
    } else {
      this.deny(messageId, code, words);
    }
  }

  private acknowledge(messageId: number): void {
    this.parts.writer.send({ cmd: 'puback', messageId, reasonCode: reason.success });
  }

  /** MQTT 3.1.1 has no word for it but the end of the connection [3.3.5]. */
  private deny(messageId: number, reasonCode: ReasonCode, why: string): void {
    const { writer, end } = this.parts;
    if (writer.version === 5) {
      const properties = writer.wantsReasons ? { reasonString: why } : undefined;
      writer.send({ cmd: 'puback', messageId, reasonCode, ...defined({ properties }) });
    } else {
      end(reasonCode, why);
    }
  }
}

function forbidden(why: string | undefined): Refusal | undefined {
  return why === undefined ? undefined : { kind: 'forbidden', why };
}

function faultOfPublish({
  qos,
  retain,
  messageId,
  properties,
}: IPublishPacket): { readonly code: ReasonCode; readonly why: string } | undefined {
  if (qos === 2) {
    return { code: reason.qosNotSupported, why: 'AWS IoT Core has no QoS 2' };
  }
  if (retain) {
    return { code: reason.retainNotSupported, why: 'messages are not retained' };
  }
  if (properties?.topicAlias !== undefined) {
    return { code: reason.topicAliasInvalid, why: 'there are no topic aliases' };
  }
  return qos === 1 && (messageId ?? 0) === 0
    ? { code: reason.protocolError, why: 'a message of QoS 1 has an id' }
    : undefined;
}
