import { randomBytes } from 'node:crypto';
import type { RoleInUse } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { groupOfSchedule } from './arns';
import type { Place } from './arns';
import { deadLetterAttributes } from './dead-letter';
import type { FailedInvocation } from './dead-letter';
import type { Delivery, DeliveryRepository } from './delivery-repository';
import { invocationText } from './invocation-text';
import type { ScheduleRepository } from './schedule-repository';

/** Hands a text to a function, as an event, or to a queue, by a role. Rejects when it was not taken. */
export type SendToTarget = (
  role: RoleInUse,
  targetArn: string,
  body: string,
  attributes?: Readonly<Record<string, string>>,
) => Promise<void>;

/** `dropped`: the target is not tried any more. */
export type AttemptOutcome = 'taken' | 'failed' | 'dropped';

export interface DeliveriesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly place: Place;
  readonly deliveries: DeliveryRepository;
  readonly schedules: ScheduleRepository;
  readonly send: SendToTarget;
  /** Told of each try, by the group of the schedule. */
  readonly onAttempt?: ((groupName: string, outcome: AttemptOutcome) => void) | undefined;
  /** Called with errors for which no caller is left. */
  readonly onProblem: (message: string, error?: unknown) => void;
}

const concurrency = 4;
/** Between two tries, doubled each time up to the longest. AWS says no more than that it backs off exponentially. */
const firstRetryMillis = 10_000;
const longestRetryMillis = 15 * 60_000;

/** Occurrences on their way to their targets: at least once, retries by the target's policy, dead-letter queue. */
export class Deliveries {
  private readonly running = new Map<number, Promise<void>>();
  private cancelAlarm: () => void = () => undefined;
  private closed = false;

  constructor(private readonly options: DeliveriesOptions) {}

  /** Takes up what is due, and waits for the rest. */
  pump(): void {
    this.cancelAlarm();
    if (this.closed) {
      return;
    }
    const now = this.options.clock.nowMillis();
    for (const delivery of this.options.deliveries.first(this.running.size + concurrency)) {
      if (this.running.has(delivery.id)) {
        continue;
      }
      if (this.running.size >= concurrency) {
        return;
      }
      if (delivery.dueAt > now) {
        this.cancelAlarm = this.options.clock.at(new Date(delivery.dueAt), () => this.pump());
        return;
      }
      this.running.set(delivery.id, this.run(delivery));
    }
  }

  /** Waits for the tries under way; what is not done with stays for the next start. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelAlarm();
    await Promise.all(this.running.values());
  }

  private async run(delivery: Delivery): Promise<void> {
    try {
      await this.attempt(delivery);
    } catch (error) {
      this.options.onProblem(`An occurrence of ${delivery.scheduleArn} could not be handled`, error);
      const { deliveries, clock } = this.options;
      deliveries.postpone(delivery.id, clock.nowMillis() + longestRetryMillis, delivery.attempts);
    }
    this.running.delete(delivery.id);
    this.pump();
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { send, place } = this.options;
    const attempt = delivery.attempts + 1;
    const executionId = randomBytes(8).toString('hex');
    const body = invocationText({ delivery, executionId, attempt }, place);
    try {
      await send(roleOf(delivery), delivery.target.arn, body);
    } catch (error) {
      // A cloud that ends refuses its own calls: that says nothing about the target.
      if (this.closed) {
        return;
      }
      this.tell(delivery, 'failed');
      return this.failed({ ...delivery, attempts: attempt }, { executionId, error }, body);
    }
    this.tell(delivery, 'taken');
    this.finish(delivery);
  }

  private tell({ scheduleArn }: Delivery, outcome: AttemptOutcome): void {
    this.options.onAttempt?.(groupOfSchedule(scheduleArn), outcome);
  }

  private async failed(
    delivery: Delivery,
    { executionId, error }: Pick<FailedInvocation, 'executionId' | 'error'>,
    body: string,
  ): Promise<void> {
    const { clock, deliveries } = this.options;
    const { maximumRetryAttempts, maximumEventAgeInSeconds } = delivery.target;
    const now = clock.nowMillis();
    const wait = Math.min(firstRetryMillis * 2 ** (delivery.attempts - 1), longestRetryMillis);
    if (delivery.attempts > maximumRetryAttempts) {
      await this.giveUp({ delivery, executionId, error, condition: 'MaximumRetryAttempts' }, body);
    } else if (now + wait > delivery.acceptedAt + maximumEventAgeInSeconds * 1_000) {
      await this.giveUp({ delivery, executionId, error, condition: 'MaximumEventAgeInSeconds' }, body);
    } else {
      deliveries.postpone(delivery.id, now + wait, delivery.attempts);
    }
  }

  private async giveUp(failure: FailedInvocation, body: string): Promise<void> {
    const { send, onProblem } = this.options;
    const { delivery, error } = failure;
    const { deadLetterArn, arn } = delivery.target;
    onProblem(`${delivery.scheduleArn} could not invoke ${arn}`, error);
    this.tell(delivery, 'dropped');
    if (deadLetterArn !== undefined) {
      try {
        await send(roleOf(delivery), deadLetterArn, body, deadLetterAttributes(failure));
      } catch (notSent) {
        onProblem(`What ${delivery.scheduleArn} could not deliver reached no dead-letter queue`, notSent);
      }
    }
    this.finish(delivery);
  }

  /** The schedule that was to go after its last occurrence goes in the moment its target has it. */
  private finish({ id, deletes }: Delivery): void {
    const { store, deliveries, schedules } = this.options;
    store.transaction(() => {
      deliveries.delete(id);
      if (deletes !== undefined) {
        schedules.deleteCompleted(deletes.schedule, deletes.revision);
      }
    });
  }
}

/** The schedule's own role. Guessed: what its session is called. */
function roleOf({ target: { roleArn } }: Delivery): RoleInUse {
  return { roleArn, sessionName: 'scheduler' };
}
