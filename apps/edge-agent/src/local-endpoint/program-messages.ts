import { defined } from '@fleet/optional-members';
import type { Dispatcher } from '../session/dispatcher';
import { lostReason, UnansweredMessage, type MessageFate } from '../session/unanswered-message';
import { messageOverhead, programLimits } from './program-limits';

const goneReason = 'its program has gone';
const noRoomReason = 'too many messages wait whose programs have gone';
const qosZeroReason = 'at QoS 0 nothing waits: the device was offline, or too much was sent at once';

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

/** What may be refused to a program once connections were lost with it. */
function nameOf({ name }: ProgramIdentity, topic: string): string {
  return JSON.stringify([name, topic]);
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
    const message = new UnansweredMessage(topic, payload, own, 1, nameOf(program, topic));
    this.held.add(message);
    this.bytes += size;
    this.all.dispatcher.add(message);
  }

  /** Its program has gone. What it sent before is published all the same, as far as there is room. */
  abandon(program: ProgramIdentity): void {
    let lost = 0;
    for (const message of [...this.held]) {
      if (!message.sent) {
        this.all.dispatcher.drop(message, goneReason);
        lost += this.all.takeOrphan(message.topic, message.payload, program) ? 0 : 1;
      }
    }
    if (lost > 0) {
      this.all.report({ program: program.called, count: lost, reason: noRoomReason });
    }
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

  /** Whether the device's connection was lost with that program's messages on the topic again and again. */
  refuses(program: ProgramIdentity, topic: string): boolean {
    return this.dispatcher.refuses(nameOf(program, topic));
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
    if (connection === undefined || this.qosZeroBytes + size > programLimits.qosZeroBytes) {
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
    this.dispatcher.add(new UnansweredMessage(topic, payload, fate, 0, nameOf(program, topic)));
  }

  /** The message of a program that has gone, which it has left for that. */
  publishWill(topic: string, payload: Uint8Array, qos: 0 | 1, program: ProgramIdentity): void {
    if (this.refuses(program, topic)) {
      this.report({ topic, program: program.called, reason: lostReason });
    } else if (qos === 0) {
      this.publishQosZero(topic, payload, program);
    } else if (!this.takeOrphan(topic, payload, program)) {
      this.report({ topic, program: program.called, reason: noRoomReason });
    }
  }

  /** @returns whether it is on its way */
  takeOrphan(topic: string, payload: Uint8Array, program: ProgramIdentity): boolean {
    const size = payload.byteLength + messageOverhead;
    if (this.orphanBytes + size > programLimits.orphanBytes || this.refuses(program, topic)) {
      return false;
    }
    this.orphanBytes += size;
    const settled = (): void => void (this.orphanBytes -= size);
    const fate: MessageFate = {
      published: settled,
      dropped: (reason) => {
        settled();
        this.report({ topic, program: program.called, reason });
      },
    };
    this.dispatcher.add(new UnansweredMessage(topic, payload, fate, 1, nameOf(program, topic)));
    return true;
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
