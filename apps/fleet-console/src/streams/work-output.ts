import type { WorkEvent } from '@fleet/fleet-console-api';
import type { Output } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import { clickFor } from '../failures/next-clicks';
import type { WorkQueue } from './work-stream';

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
  private lastProgress = -Infinity;

  constructor(
    private readonly queue: WorkQueue,
    private readonly speech: WorkSpeech,
  ) {}

  /** What only reads goes no faster than its reader; what changes something waits for nobody. */
  readonly result = async (words: string, data: object): Promise<void> => {
    this.tell({ kind: 'result', words, data });
    if (!this.speech.finishes) {
      await this.queue.drained();
    }
  };

  readonly howTo = clickFor;

  readonly say = (words: string): void => this.tell({ kind: 'say', words });

  /** @throws ReaderGoneError where the work need not finish */
  readonly progress = (words: () => string): void => {
    if (this.isClosed() && !this.speech.finishes) {
      throw new ReaderGoneError();
    }
    const at = (this.speech.nowMillis ?? performance.now.bind(performance))();
    if (at - this.lastProgress >= progressMillis) {
      this.lastProgress = at;
      this.tell({ kind: 'progress', words: words() });
    }
  };

  readonly isClosed = (): boolean => this.queue.gone.aborted;

  tell(event: WorkEvent): void {
    this.queue.add({ ...event, ...defined({ serial: this.speech.serial }) });
  }
}
