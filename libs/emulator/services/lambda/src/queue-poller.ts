import { AwsError } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { calledBackOrAborted, pause } from './abortable-wait';
import type { BatchSlots } from './batch-slots';
import { reportedFailures } from './batch-response';
import { functionNotFound } from './errors';
import type { EventSourceMapping } from './event-source-mapping';
import type { EventSourceRepository } from './event-source-repository';
import type { FunctionAnswer, FunctionInvoker } from './function-invoker';
import type { FunctionRepository } from './function-repository';
import type { QueueClient } from './queue-client';
import { batchesOf, eventText, isFull, queueRecord } from './queue-event';
import type { QueueRecord } from './queue-event';

export interface QueuePollerParts {
  readonly clock: Clock;
  readonly mappings: EventSourceRepository;
  readonly functions: FunctionRepository;
  readonly invoker: FunctionInvoker;
  readonly slots: BatchSlots;
  readonly onProblem: (message: string, error?: unknown) => void;
}

/** The longest that SQS lets a receiver wait. */
const longPollSeconds = 20;
const firstPauseMillis = 1_000;
const longestPauseMillis = 60_000;

/** Brings the messages of one queue to one function, for as long as there is the mapping. */
export class QueuePoller {
  /** Aborted when the mapping has changed, or the cloud closes: whatever is waited for then is over. */
  private turn = new AbortController();
  private closed = false;
  private running = 0;
  /** Batches that may run at a time: halved by each that fails, one more by each that succeeds. */
  private allowance = Infinity;
  /** Batches in a row that the function was too busy for. */
  private throttled = 0;
  private readonly polling: Promise<void>;

  constructor(
    private readonly uuid: string,
    private readonly queue: QueueClient,
    private readonly parts: QueuePollerParts,
  ) {
    this.polling = this.poll();
  }

  /** To be called when the mapping has changed or is gone. */
  changed(): void {
    this.turn.abort();
  }

  /** Ends polling. Batches that run are not waited for. */
  async close(): Promise<void> {
    this.closed = true;
    this.turn.abort();
    await this.polling;
  }

  private async poll(): Promise<void> {
    for (let failures = 0; !this.closed;) {
      const { signal } = (this.turn = new AbortController());
      const mapping = this.parts.mappings.find(this.uuid);
      if (!mapping) {
        return;
      }
      try {
        await this.takeTurn(mapping, signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) {
          continue;
        }
        if (failures === 0) {
          const { queueArn, functionName } = mapping;
          this.parts.onProblem(
            `The queue ${queueArn} cannot be polled for the function ${functionName}`,
            error,
          );
        }
        failures += 1;
        await this.pauseAfter(failures, signal);
      }
    }
  }

  private async takeTurn(mapping: EventSourceMapping, signal: AbortSignal): Promise<void> {
    const { functions, slots } = this.parts;
    if (!mapping.enabled) {
      return calledBackOrAborted(signal, () => () => undefined);
    }
    if (slots.full || this.running >= this.allowedFor(mapping)) {
      return slots.freed(signal);
    }
    if (this.throttled > 0) {
      await this.pauseAfter(this.throttled, signal);
    }
    // A message that nobody is there for keeps its count of receives.
    if (!functions.find(mapping.functionName)) {
      throw functionNotFound(mapping.functionArn);
    }
    const records = await this.gather(mapping, signal);
    if (records.length === 0) {
      return;
    }
    if (!this.closed && this.parts.mappings.find(this.uuid)?.enabled) {
      this.run(mapping, records);
    } else {
      await this.giveBack(mapping, records);
    }
  }

  /** Messages for a batch: what comes first and, within the batching window, what follows. */
  private async gather(mapping: EventSourceMapping, signal: AbortSignal): Promise<QueueRecord[]> {
    const { clock } = this.parts;
    const records: QueueRecord[] = [];
    let until = Infinity;
    let wait = longPollSeconds;
    do {
      try {
        const messages = await this.queue.receive(mapping.batchSize - records.length, wait, signal);
        if (messages.length === 0 && records.length === 0) {
          return [];
        }
        if (records.length === 0) {
          until = clock.nowMillis() + mapping.batchingWindow * 1_000;
        }
        records.push(...messages.map((message) => queueRecord(message, mapping.queueArn)));
      } catch (error) {
        if (records.length === 0) {
          throw error;
        }
        break;
      }
      wait = Math.min(longPollSeconds, Math.ceil((until - clock.nowMillis()) / 1_000));
    } while (wait > 0 && records.length < mapping.batchSize && !isFull(records) && !signal.aborted);
    return records;
  }

  /** Without this, a message would be hidden from everybody until its visibility timeout ends. */
  private async giveBack({ queueArn }: EventSourceMapping, records: readonly QueueRecord[]): Promise<void> {
    try {
      await this.queue.giveBack(records.map(({ receiptHandle }) => receiptHandle));
    } catch (error) {
      this.parts.onProblem(`Messages could not be given back to ${queueArn}`, error);
    }
  }

  private run(mapping: EventSourceMapping, records: readonly QueueRecord[]): void {
    this.running += 1;
    this.parts.slots.run(async () => {
      try {
        for (const batch of batchesOf(records)) {
          await this.process(mapping, batch);
        }
      } catch (error) {
        // With the cloud, its functions and APIs end: the messages come back when they become visible again.
        if (!this.closed) {
          this.parts.onProblem(`A batch of ${mapping.queueArn} for ${mapping.functionName} failed`, error);
        }
        this.slowDown();
      } finally {
        this.running -= 1;
      }
    });
  }

  /** What was processed is deleted; the rest comes back when its visibility timeout ends. */
  private async process(mapping: EventSourceMapping, batch: readonly QueueRecord[]): Promise<void> {
    const answer = await this.invoke(mapping, batch);
    if (answer === undefined) {
      return;
    }
    const failed = failuresOf(mapping, batch, answer);
    if (failed === undefined) {
      this.slowDown();
      return;
    }
    const done = batch.filter(({ messageId }) => !failed.has(messageId));
    await this.queue.delete(done.map(({ receiptHandle }) => receiptHandle));
    this.allowance += 1;
  }

  private async invoke(
    mapping: EventSourceMapping,
    batch: readonly QueueRecord[],
  ): Promise<FunctionAnswer | undefined> {
    const { invoker } = this.parts;
    try {
      const answer = await invoker.invoke(mapping.functionArn, eventText(batch), {
        invocationType: 'RequestResponse',
      });
      this.throttled = 0;
      return answer;
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'TooManyRequestsException')) {
        throw error;
      }
      this.throttled += 1;
      this.slowDown();
      return undefined;
    }
  }

  private allowedFor({ maximumConcurrency = Infinity }: EventSourceMapping): number {
    this.allowance = Math.min(this.allowance, maximumConcurrency, this.parts.slots.limit);
    return this.allowance;
  }

  private slowDown(): void {
    this.allowance = Math.max(1, Math.floor(this.allowance / 2));
  }

  private pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
    const millis = Math.min(firstPauseMillis * 2 ** (failures - 1), longestPauseMillis);
    return pause(this.parts.clock, millis, signal);
  }
}

/** The ids of the messages that stay in the queue; undefined when all do. */
function failuresOf(
  { reportBatchItemFailures }: EventSourceMapping,
  batch: readonly QueueRecord[],
  answer: FunctionAnswer,
): ReadonlySet<string> | undefined {
  if (answer.functionError !== undefined) {
    return undefined;
  }
  if (!reportBatchItemFailures) {
    return new Set();
  }
  return reportedFailures(answer.payload, new Set(batch.map(({ messageId }) => messageId)));
}
