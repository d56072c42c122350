import type { Dispatcher } from '../session/dispatcher';
import { UnansweredMessage, type MessageFate } from '../session/unanswered-message';
import { messageOverhead, programLimits } from './program-limits';

const goneReason = 'its program has gone';

/** The messages of one program that AWS IoT Core has not acknowledged yet. */
export class HeldMessages {
  private bytes = 0;
  private readonly held = new Set<UnansweredMessage>();

  constructor(private readonly all: ProgramMessages) {}

  get isFull(): boolean {
    return this.held.size >= programLimits.heldMessages || this.bytes >= programLimits.heldBytes;
  }

  /** One that is to be told of is to be acknowledged to its program. */
  publish(topic: string, payload: Uint8Array, fate: MessageFate): void {
    const size = payload.byteLength + messageOverhead;
    const settled = (): void => {
      this.held.delete(message);
      this.bytes -= size;
    };
    const message: UnansweredMessage = new UnansweredMessage(topic, payload, {
      published: () => {
        settled();
        fate.published();
      },
      dropped: (reason) => {
        settled();
        fate.dropped(reason);
      },
    });
    this.held.add(message);
    this.bytes += size;
    this.all.dispatcher.add(message);
  }

  /** Its program has gone. What it sent before is published all the same, as far as there is room. */
  abandon(): void {
    for (const message of [...this.held]) {
      if (!message.sent) {
        this.all.dispatcher.drop(message, goneReason);
        this.all.publishOrphan(message.topic, message.payload, 1);
      }
    }
  }
}

/** What the programs of the device publish, on its way to AWS IoT Core. */
export class ProgramMessages {
  /** Since the agent's start. */
  droppedQosZero = 0;
  private orphanBytes = 0;
  private qosZeroBytes = 0;

  constructor(
    readonly dispatcher: Dispatcher,
    private readonly dropped: (topic: string, why: string) => void,
  ) {}

  /** Nobody waits for it: it is dropped where it cannot go soon. */
  publishQosZero(topic: string, payload: Uint8Array): void {
    const size = payload.byteLength + messageOverhead;
    const { connection } = this.dispatcher;
    if (connection === undefined || this.qosZeroBytes + size > programLimits.qosZeroBytes) {
      this.dropQosZero();
      return;
    }
    this.qosZeroBytes += size;
    const message = new UnansweredMessage(
      topic,
      payload,
      {
        published: () => (this.qosZeroBytes -= size),
        dropped: () => {
          this.qosZeroBytes -= size;
          this.dropQosZero();
        },
      },
      0,
    );
    this.dispatcher.add(message);
  }

  /** A message whose program has gone: its will, or what it did not wait for. */
  publishOrphan(topic: string, payload: Uint8Array, qos: 0 | 1): void {
    if (qos === 0) {
      this.publishQosZero(topic, payload);
      return;
    }
    const size = payload.byteLength + messageOverhead;
    if (this.orphanBytes + size > programLimits.orphanBytes) {
      this.dropped(topic, 'too many messages wait whose programs have gone');
      return;
    }
    this.orphanBytes += size;
    const settled = (): void => void (this.orphanBytes -= size);
    const fate: MessageFate = {
      published: settled,
      dropped: (reason) => {
        settled();
        this.dropped(topic, reason);
      },
    };
    this.dispatcher.add(new UnansweredMessage(topic, payload, fate));
  }

  private dropQosZero(): void {
    this.droppedQosZero += 1;
  }
}
