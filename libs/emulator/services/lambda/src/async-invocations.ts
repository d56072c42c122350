import { AwsError } from '@fleet/aws-wire';
import type { RoleInUse } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { RuntimeClosedError, TooManyInvocationsError } from '@fleet/lambda-runtime';
import type { InvocationOutcome, LambdaRuntime } from '@fleet/lambda-runtime';
import type { CodeDirectory } from './deployment-package';
import type { EventRepository, QueuedEvent } from './event-repository';
import { deployedFunction } from './deployed-function';
import { destinationRecord } from './destination-record';
import type { EndCondition } from './destination-record';
import type { FunctionRecord } from './function-record';
import { roleOf } from './function-role';
import type { FunctionRepository } from './function-repository';

/** Where the outcome of an event goes: a queue or a function. */
export interface Destinations {
  /**
   * @param role by whose permissions
   * @throws AccessDeniedError, or the error of the target
   */
  send(
    role: RoleInUse,
    targetArn: string,
    body: string,
    attributes?: Readonly<Record<string, string>>,
  ): Promise<void>;
}

export interface AsyncInvocationsOptions {
  readonly events: EventRepository;
  readonly functions: FunctionRepository;
  readonly code: CodeDirectory;
  readonly runtime: LambdaRuntime;
  readonly clock: Clock;
  readonly destinations: Destinations;
  /** Called with errors for which no caller is left. */
  readonly onProblem: (message: string, error?: unknown) => void;
}

const maximumEvents = 100_000;
const concurrency = 4;
/** "Asynchronous invocation": a minute before the first retry, two before the second. */
const retryMillis = [60_000, 120_000];
const throttleMillis = 1_000;
const defaultMaximumAgeSeconds = 6 * 3600;

/** Lambda's queue of events: at least once, two retries, then the failure destination or dead-letter queue. */
export class AsyncInvocations {
  private readonly running = new Map<number, Promise<void>>();
  private cancelAlarm: () => void = () => undefined;
  private closed = false;

  constructor(private readonly options: AsyncInvocationsOptions) {}

  /** Takes up the events that a predecessor left. */
  start(): void {
    this.pump();
  }

  /** @throws AwsError TooManyRequestsException when the queue is full */
  accept(functionName: string, requestId: string, payload: string): void {
    const { clock, events } = this.options;
    if (events.count >= maximumEvents) {
      throw new AwsError(
        'TooManyRequestsException',
        `${maximumEvents} events are waiting. Try again later.`,
        {
          status: 429,
        },
      );
    }
    const now = clock.nowMillis();
    events.add({ requestId, functionName, payload, acceptedAt: now, dueAt: now });
    this.pump();
  }

  /** Waits for the invocations under way; events that are not done stay for the next start. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelAlarm();
    await Promise.all(this.running.values());
  }

  private pump(): void {
    this.cancelAlarm();
    if (this.closed) {
      return;
    }
    const now = this.options.clock.nowMillis();
    for (const event of this.options.events.first(this.running.size + concurrency)) {
      if (this.running.has(event.id)) {
        continue;
      }
      if (this.running.size >= concurrency) {
        return;
      }
      if (event.dueAt > now) {
        this.cancelAlarm = this.options.clock.at(new Date(event.dueAt), () => this.pump());
        return;
      }
      const work = this.attempt(event)
        .catch((error: unknown) => {
          this.options.onProblem(`Event ${event.requestId} for ${event.functionName} failed to run`, error);
          this.options.events.postpone(event.id, now + throttleMillis * 10, event.attempts);
        })
        .finally(() => {
          this.running.delete(event.id);
          this.pump();
        });
      this.running.set(event.id, work);
    }
  }

  private async attempt(event: QueuedEvent): Promise<void> {
    const { functions, runtime, code, events, clock } = this.options;
    const record = functions.find(event.functionName);
    if (!record) {
      this.options.onProblem(
        `Event ${event.requestId} is dropped: ${event.functionName} does not exist any more`,
      );
      events.delete(event.id);
      return;
    }
    const maximumAge =
      (record.eventInvokeConfig?.maximumEventAgeInSeconds ?? defaultMaximumAgeSeconds) * 1000;
    if (clock.nowMillis() - event.acceptedAt > maximumAge) {
      return this.end(event, record, 'EventAgeExceeded', undefined);
    }
    let outcome: InvocationOutcome;
    try {
      outcome = await runtime.invoke({
        function: deployedFunction(record, code),
        payload: event.payload,
        requestId: event.requestId,
      });
    } catch (error) {
      if (error instanceof RuntimeClosedError) {
        return;
      }
      if (!(error instanceof TooManyInvocationsError)) {
        throw error;
      }
      events.postpone(event.id, clock.nowMillis() + throttleMillis, event.attempts);
      return;
    }
    await this.settle({ ...event, attempts: event.attempts + 1 }, record, outcome);
  }

  private async settle(
    event: QueuedEvent,
    record: FunctionRecord,
    outcome: InvocationOutcome,
  ): Promise<void> {
    if (!outcome.functionError) {
      return this.end(event, record, 'Success', outcome);
    }
    // A process that was ended with this cloud says nothing about the event.
    if (this.closed) {
      return;
    }
    const retries = record.eventInvokeConfig?.maximumRetryAttempts ?? retryMillis.length;
    const wait = retryMillis[event.attempts - 1];
    if (event.attempts > retries || wait === undefined) {
      return this.end(event, record, 'RetriesExhausted', outcome);
    }
    this.options.events.postpone(event.id, this.options.clock.nowMillis() + wait, event.attempts);
  }

  private async end(
    event: QueuedEvent,
    record: FunctionRecord,
    condition: EndCondition,
    outcome: InvocationOutcome | undefined,
  ): Promise<void> {
    const { destinations, events, clock } = this.options;
    const config = record.eventInvokeConfig;
    const role = roleOf(record);
    const target = condition === 'Success' ? config?.onSuccess : config?.onFailure;
    try {
      if (target !== undefined) {
        await destinations.send(role, target, destinationRecord(event, record, condition, outcome, clock));
      }
      if (condition !== 'Success' && record.deadLetterTargetArn !== undefined) {
        await destinations.send(role, record.deadLetterTargetArn, event.payload, {
          RequestID: event.requestId,
          ErrorCode: '200',
          ErrorMessage: (outcome?.payload ?? condition).slice(0, 1024),
        });
      }
    } catch (error) {
      this.options.onProblem(`The outcome of event ${event.requestId} reached no destination`, error);
    }
    events.delete(event.id);
  }
}
