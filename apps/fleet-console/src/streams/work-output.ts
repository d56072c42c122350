import type { WorkEvent } from '@fleet/fleet-console-api';
import type { Output } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { EventWriter } from './event-stream';

/** A page shows a line, written anew. */
const progressMillis = 200;

/** Nobody reads any more, and what was read for nothing changes nothing: the work ends. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
  constructor() {
    super('The page that asked is gone.');
  }
}

export interface WorkSpeech {
  /** Whether the work changes something: then it finishes, whoever listens. */
  readonly finishes: boolean;
  /** Which device of a selection it is about. */
  readonly serial?: string;
  readonly nowMillis?: () => number;
}

/** An operation's output as events, in the order in which it speaks. */
export class WorkOutput implements Output {
  readonly json = true;
  private spoken: Promise<void> = Promise.resolve();
  private lastProgress = -Infinity;

  constructor(
    private readonly events: EventWriter<WorkEvent>,
    private readonly speech: WorkSpeech,
  ) {}

  readonly result = (words: string, data: object): Promise<void> =>
    this.tell({ kind: 'result', words, data });

  readonly say = (words: string): void => void this.tell({ kind: 'say', words });

  /** @throws ReaderGoneError where the work need not finish */
  readonly progress = (words: () => string): void => {
    if (this.isClosed() && !this.speech.finishes) {
      throw new ReaderGoneError();
    }
    const at = (this.speech.nowMillis ?? performance.now.bind(performance))();
    if (at - this.lastProgress >= progressMillis) {
      this.lastProgress = at;
      void this.tell({ kind: 'progress', words: words() });
    }
  };

  readonly isClosed = (): boolean => this.events.gone.aborted;

  tell(event: WorkEvent): Promise<void> {
    const whole = { ...event, ...defined({ serial: this.speech.serial }) };
    this.spoken = this.spoken.then(() => this.events.send(whole));
    return this.spoken;
  }
}
