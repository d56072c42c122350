import type { Clock } from '@fleet/emulator-clock';
import type { DeployedFunction, FunctionLog, LogEvent } from './function';

const tailBytes = 4096;
const maximumBytes = 1024 * 1024;
const flushMillis = 250;
const flushEvents = 256;

/** The log of one process: collects events and writes them in batches to its stream. */
export class InvocationLog {
  private events: LogEvent[] = [];
  private tail = '';
  private written = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: FunctionLog,
    private readonly clock: Clock,
    private readonly fn: Pick<DeployedFunction, 'logGroup' | 'name' | 'roleArn'>,
    private readonly stream: string,
    private readonly onProblem: (message: string, error: unknown) => void,
  ) {}

  /** Starts the account of a new invocation: its tail, and how much it may write. */
  begin(): void {
    this.tail = '';
    this.written = 0;
  }

  /** Output of the function. Beyond 1 MB an invocation's output is dropped, with one line that says so. */
  output(message: string): void {
    if (this.written > maximumBytes) {
      return;
    }
    this.written += message.length;
    this.record(
      this.written > maximumBytes
        ? `The rest of this output is dropped: over ${maximumBytes} bytes.`
        : message,
    );
  }

  /** A line of the runtime itself: START, END, REPORT; never dropped. */
  record(message: string): void {
    this.tail = `${this.tail}${message}\n`.slice(-tailBytes);
    this.events.push({ timestamp: this.clock.nowMillis(), message });
    if (this.events.length >= flushEvents) {
      this.flush();
      return;
    }
    this.timer ??= setTimeout(() => this.flush(), flushMillis).unref();
  }

  /** Never throws: it runs in timers and at exits, where nobody could catch that. A failed write is reported. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.events.length === 0) {
      return;
    }
    const events = this.events;
    this.events = [];
    try {
      this.log.write(this.fn.logGroup, this.stream, events, this.fn);
    } catch (error) {
      const { length } = events;
      this.onProblem(
        `${length} log events of ${this.fn.logGroup} ${this.stream} are lost: not written`,
        error,
      );
    }
  }

  lastLines(): string {
    return this.tail;
  }
}
