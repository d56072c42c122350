import type { ISubscribePacket, ISubscription, IUnsubscribePacket } from 'mqtt-packet';
import { filterSelects, type ProgramRules, type Refusal } from '@fleet/program-topics';
import { MalformedPacketError } from './frame-reader';
import type { LocalTopics } from './local-topics';
import { programLimits } from './program-limits';
import { senderOf, type ProgramIdentity } from './program-messages';
import type { ProgramWriter } from './program-writer';
import { reason, type ReasonCode } from './reason-codes';
import type { Lease, UpstreamSubscriptions } from './upstream-subscriptions';
import type { Qos, SubscriptionFault } from './wanted-filters';

/** How messages that a filter selects come to the program. */
export interface Granted {
  readonly qos: Qos;
  /** Whether the program sees that a message was retained. */
  readonly keepsRetain: boolean;
}

interface Held extends Granted {
  readonly lease: Lease;
}

interface Acquired {
  readonly fault: SubscriptionFault;
  readonly lease: Lease;
}

/** Topics of the agent itself need no server. */
const servedHere: Acquired = { fault: undefined, lease: { release: () => undefined } };

/** What SUBACK says of a filter, and what follows it. */
interface Answer {
  readonly code: number;
  readonly retained?: { readonly filter: string; readonly qos: Qos };
}

export interface SubscriptionParts {
  readonly program: ProgramIdentity;
  readonly rules: ProgramRules;
  readonly writer: ProgramWriter;
  readonly upstream: UpstreamSubscriptions;
  readonly local: LocalTopics;
  readonly end: (code: ReasonCode, why: string) => void;
}

const codes: Readonly<Record<Refusal['kind'], ReasonCode>> = {
  malformed: reason.filterInvalid,
  forbidden: reason.notAuthorized,
  shared: reason.sharedNotSupported,
};

/** What one program has subscribed to. It gets its SUBACK when AWS IoT Core has sent one. */
export class ProgramSubscriptions {
  private readonly held = new Map<string, Held>();
  /** Leases of filters whose SUBACK is not sent yet. */
  private readonly pending = new Set<Lease>();
  private unanswered = 0;
  private isGone = false;

  constructor(private readonly parts: SubscriptionParts) {}

  has(filter: string): boolean {
    return this.held.has(filter);
  }

  /** How the program gets a message on the topic, if at all. */
  granted(topic: string): Granted | undefined {
    let best: Granted | undefined;
    for (const [filter, held] of this.held) {
      if ((best === undefined || best.qos < held.qos) && filterSelects(filter, topic)) {
        best = held;
      }
    }
    return best;
  }

  /** @throws MalformedPacketError */
  subscribe({ messageId: given, subscriptions, properties }: ISubscribePacket): void {
    const messageId = requestId(given, subscriptions.length);
    if (properties?.subscriptionIdentifier !== undefined) {
      this.parts.end(reason.identifiersNotSupported, 'there are no subscription identifiers');
      return;
    }
    if (this.unanswered >= programLimits.subscribesAtOnce) {
      this.parts.end(reason.quotaExceeded, 'too many of its subscriptions wait for AWS IoT Core');
      return;
    }
    this.unanswered += 1;
    void Promise.all(subscriptions.map((each) => this.grant(each))).then((granted) => {
      this.unanswered -= 1;
      const { writer, local } = this.parts;
      writer.send({ cmd: 'suback', messageId, granted: granted.map(({ code }) => this.codeOf(code)) });
      for (const { retained } of granted) {
        if (retained !== undefined) {
          const { filter, qos } = retained;
          local.retained(filter).forEach((delivery) => writer.deliver({ ...delivery, qos }));
        }
      }
    });
  }

  /** @throws MalformedPacketError */
  unsubscribe({ messageId: given, unsubscriptions }: IUnsubscribePacket): void {
    const messageId = requestId(given, unsubscriptions.length);
    const granted = unsubscriptions.map((filter) => this.release(filter));
    this.parts.writer.send({ cmd: 'unsuback', messageId, granted });
  }

  releaseAll(): void {
    this.isGone = true;
    this.held.forEach(({ lease }) => lease.release());
    this.pending.forEach((lease) => lease.release());
    this.held.clear();
  }

  private release(filter: string): ReasonCode {
    const held = this.held.get(filter);
    held?.lease.release();
    return this.held.delete(filter) ? reason.success : reason.noSubscription;
  }

  private async grant({ topic: filter, qos: wished, rap, rh }: ISubscription): Promise<Answer> {
    const refusal = this.parts.rules.refuseSubscribe(filter);
    if (refusal !== undefined) {
      return { code: codes[refusal.kind] };
    }
    const isNew = !this.held.has(filter);
    if (isNew && this.held.size + this.pending.size >= programLimits.subscriptionsOfProgram) {
      return { code: reason.quotaExceeded };
    }
    const qos = wished === 0 ? 0 : 1;
    const isLocal = filter.startsWith('$local/');
    const { fault, lease } = isLocal ? servedHere : await this.acquire(filter, qos);
    if (fault !== undefined || this.isGone) {
      lease.release();
      return { code: fault?.kind === 'too-many' ? reason.quotaExceeded : reason.notAuthorized };
    }
    this.held.get(filter)?.lease.release();
    this.held.set(filter, { qos, keepsRetain: rap === true, lease });
    return isLocal && rh !== 2 && (rh !== 1 || isNew)
      ? { code: qos, retained: { filter, qos } }
      : { code: qos };
  }

  private async acquire(filter: string, qos: Qos): Promise<Acquired> {
    let tell: (fault: SubscriptionFault) => void = () => undefined;
    const answered = new Promise<SubscriptionFault>((resolve) => (tell = resolve));
    const { program, upstream } = this.parts;
    const lease = upstream.acquire({ filter, qos, sender: senderOf(program).id }, tell);
    this.pending.add(lease);
    const fault = await answered;
    this.pending.delete(lease);
    return { fault, lease };
  }

  private codeOf(code: number): number {
    return code >= 0x80 && this.parts.writer.version === 4 ? 0x80 : code;
  }
}

function requestId(messageId: number | undefined, filters: number): number {
  if (messageId === undefined || messageId === 0) {
    throw new MalformedPacketError('a request has an id', reason.protocolError);
  }
  if (filters === 0 || filters > programLimits.filtersOfPacket) {
    const why = `a request has 1 to ${programLimits.filtersOfPacket} topic filters`;
    throw new MalformedPacketError(why, reason.protocolError);
  }
  return messageId;
}
