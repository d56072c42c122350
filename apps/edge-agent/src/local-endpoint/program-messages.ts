import { defined } from '@fleet/optional-members';
import type { Dispatcher } from '../session/dispatcher';
import { UnansweredMessage, type MessageFate, type Sender } from '../session/unanswered-message';
import { messageOverhead, programLimits } from './program-limits';

const goneReason = 'its program has gone';
const noRoomReason = 'too many messages wait whose programs have gone';
const qosZeroReason = 'at QoS 0 nothing waits: the device was offline, or too much was sent at once';

const nobodyHears: MessageFate = { published: () => undefined, dropped: () => undefined };

/** Whose messages they are. */
export interface ProgramIdentity {
  /** By which it has proved itself. */
  readonly name: string | undefined;
  /** In the log. */
  readonly called: string;
}

export interface DroppedReport {
  readonly topic?: string;
  readonly program?: string;
  readonly count?: number;
  readonly reason: string;
}

export interface MessagesParts {
  readonly elapsed: () => number;
  readonly report: (dropped: DroppedReport) => void;
}

/** Where programs have no passwords, all are one: a name of its own choice would let each begin anew. */
export function senderOf({ name }: Pick<ProgramIdentity, 'name'>): Sender {
  return { id: name === undefined ? 'programs' : `program ${name}`, inOrder: false };
}

/** The messages of one program that AWS IoT Core has not acknowledged yet. */
export class HeldMessages {
  private bytes = 0;
  private readonly held = new Set<UnansweredMessage>();

  constructor(private readonly all: ProgramMessages) {}

  get isFull(): boolean {
    return this.held.size >= programLimits.heldMessages || this.bytes >= programLimits.heldBytes;
  }

  /** One that is to be told of is to be acknowledged to its program. */
  publish(topic: string, payload: Uint8Array, program: ProgramIdentity, fate: MessageFate): void {
    const size = payload.byteLength + messageOverhead;
    const settled = (): void => {
      this.held.delete(message);
      this.bytes -= size;
    };
    const own: MessageFate = {
      published: () => {
        settled();
        fate.published();
      },
      dropped: (reason, cause) => {
        settled();
        fate.dropped(reason, cause);
      },
    };
    const message = new UnansweredMessage({ topic, payload, qos: 1 }, senderOf(program), own);
    this.held.add(message);
    this.bytes += size;
    this.all.dispatcher.add(message);
  }

  /** Its program has gone. What it sent before is published all the same, as far as there is room. */
  abandon(program: ProgramIdentity): void {
    const lost = new Map<string, number>();
    for (const message of [...this.held]) {
      if (!message.sent) {
        this.all.dispatcher.drop(message, goneReason);
        const why = this.all.takeOrphan(message, program);
        if (why !== undefined) {
          lost.set(why, (lost.get(why) ?? 0) + 1);
        }
      }
    }
    lost.forEach((count, reason) => this.all.report({ program: program.called, count, reason }));
  }
}

/** What the programs of the device publish, on its way to AWS IoT Core. */
export class ProgramMessages {
  private orphanBytes = 0;
  private qosZeroBytes = 0;
  private droppedQosZero = 0;
  private saidAt: number | undefined;

  constructor(
    readonly dispatcher: Dispatcher,
    private readonly parts: MessagesParts,
  ) {}

  /** Why the program may not publish there, as the device's connection was lost again and again with what it sent. */
  refusal(program: ProgramIdentity, topic: string): string | undefined {
    return this.dispatcher.refusal(senderOf(program), topic);
  }

  report({ topic, ...rest }: DroppedReport): void {
    this.parts.report({ ...defined({ topic: topic?.slice(0, programLimits.saidCharacters) }), ...rest });
  }

  /** Nobody waits for it: it is dropped where it cannot go soon. */
  publishQosZero(
    topic: string,
    payload: Uint8Array,
    program: ProgramIdentity,
    connectionsLost: (why: string) => void = () => undefined,
  ): void {
    const size = payload.byteLength + messageOverhead;
    const { connection } = this.dispatcher;
    const isTrying = this.dispatcher.isTrying(senderOf(program), topic);
    if (connection === undefined || isTrying || this.qosZeroBytes + size > programLimits.qosZeroBytes) {
      this.dropQosZero();
      return;
    }
    this.qosZeroBytes += size;
    const fate: MessageFate = {
      published: () => (this.qosZeroBytes -= size),
      dropped: (reason, cause) => {
        this.qosZeroBytes -= size;
        if (cause === 'connections-lost') {
          this.report({ topic, program: program.called, reason });
          connectionsLost(reason);
        } else {
          this.dropQosZero();
        }
      },
    };
    this.dispatcher.add(new UnansweredMessage({ topic, payload, qos: 0 }, senderOf(program), fate));
  }

  /** The message of a program that has gone, which it has left for that. */
  publishWill(topic: string, payload: Uint8Array, qos: 0 | 1, program: ProgramIdentity): void {
    const why = this.refusal(program, topic);
    if (why === undefined && qos === 0) {
      this.publishQosZero(topic, payload, program);
      return;
    }
    const will = new UnansweredMessage({ topic, payload, qos: 1 }, senderOf(program), nobodyHears);
    const reason = why ?? this.takeOrphan(will, program);
    if (reason !== undefined) {
      this.report({ topic, program: program.called, reason });
    }
  }

  /** @returns why it is not on its way, if it is not */
  takeOrphan(message: UnansweredMessage, program: ProgramIdentity): string | undefined {
    const { topic, payload } = message;
    const size = payload.byteLength + messageOverhead;
    const why = this.refusal(program, topic);
    if (why !== undefined || this.orphanBytes + size > programLimits.orphanBytes) {
      return why ?? noRoomReason;
    }
    this.orphanBytes += size;
    const settled = (): void => void (this.orphanBytes -= size);
    const orphan = message.passedTo({
      published: settled,
      dropped: (reason) => {
        settled();
        this.report({ topic, program: program.called, reason });
      },
    });
    this.dispatcher.add(orphan);
    return undefined;
  }

  /** Told of now and then, however many they are. */
  private dropQosZero(): void {
    const now = this.parts.elapsed();
    this.droppedQosZero += 1;
    if (this.saidAt === undefined || now - this.saidAt >= programLimits.droppedQosZeroMillis) {
      this.saidAt = now;
      this.report({ count: this.droppedQosZero, reason: qosZeroReason });
      this.droppedQosZero = 0;
    }
  }
}
