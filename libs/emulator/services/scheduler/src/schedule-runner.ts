import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { scheduleArn } from './arns';
import type { Place } from './arns';
import type { Deliveries } from './deliveries';
import type { DeliveryRepository } from './delivery-repository';
import { firedPlan, movedPlan } from './occurrence-plan';
import type { Schedule, ScheduleRepository } from './schedule-repository';

export interface ScheduleRunnerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly place: Place;
  readonly schedules: ScheduleRepository;
  readonly deliveryRepository: DeliveryRepository;
  readonly deliveries: Deliveries;
}

/** Schedules that are read at a time. */
const batchSize = 100;

/** Watches the clock: turns occurrences that have come into deliveries. */
export class ScheduleRunner {
  private cancelAlarm: () => void = () => undefined;
  private running = false;

  constructor(private readonly options: ScheduleRunnerOptions) {}

  /** Takes up what came while nothing ran. */
  start(): void {
    this.running = true;
    this.clockMoved();
    this.options.deliveries.pump();
  }

  stop(): void {
    this.running = false;
    this.cancelAlarm();
  }

  /** To be called after every change of a schedule. */
  pump(): void {
    this.cancelAlarm();
    if (!this.running) {
      return;
    }
    const { store, schedules, clock, deliveries } = this.options;
    const now = clock.nowMillis();
    let fired = 0;
    for (let due = schedules.due(now, batchSize); due.length > 0; due = schedules.due(now, batchSize)) {
      const batch = due;
      store.transaction(() => {
        for (const schedule of batch) {
          this.fire(schedule, now);
        }
      });
      fired += batch.length;
    }
    if (fired > 0) {
      deliveries.pump();
    }
    const next = schedules.earliest();
    if (next !== undefined) {
      this.cancelAlarm = clock.at(new Date(next), () => this.pump());
    }
  }

  /** What was worked out from another time is worked out again: after a move back, occurrences come again. */
  clockMoved(): void {
    if (!this.running) {
      return;
    }
    const { store, schedules, clock } = this.options;
    const now = clock.nowMillis();
    store.transaction(() => {
      let last = 0;
      for (let page = schedules.waiting(now, last, batchSize); page.length > 0;) {
        for (const schedule of page) {
          schedules.setOccurrences(schedule.id, movedPlan(schedule, now));
        }
        last = page.at(-1)?.id ?? last;
        page = schedules.waiting(now, last, batchSize);
      }
    });
    this.pump();
  }

  private fire(schedule: Schedule, now: number): void {
    const { schedules, deliveryRepository, place } = this.options;
    const { id, group, name, definition, revision } = schedule;
    const plan = firedPlan(schedule, now);
    const isLast = plan.nextAt === undefined && definition.actionAfterCompletion === 'DELETE';
    schedules.setOccurrences(id, plan);
    deliveryRepository.add({
      scheduleArn: scheduleArn(place, group, name),
      target: definition.target,
      scheduledAt: plan.firedAt,
      acceptedAt: now,
      dueAt: now,
      deletes: isLast ? { schedule: id, revision } : undefined,
    });
  }
}
