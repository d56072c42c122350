import { integer, json, optionalInteger, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import { targetDefinition } from './target-definition';
import type { TargetDefinition } from './target-definition';

/** An occurrence on its way to its target. Instants are milliseconds since the epoch. */
export interface Delivery {
  readonly id: number;
  readonly scheduleArn: string;
  /** As it was when the schedule fired. */
  readonly target: TargetDefinition;
  readonly scheduledAt: number;
  readonly acceptedAt: number;
  /** When it is tried next. */
  readonly dueAt: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** The schedule that goes when this is done with, unless it has been changed. */
  readonly deletes: { readonly schedule: number; readonly revision: number } | undefined;
}

/** What was fired and not done with: a restart loses none of it. */
export class DeliveryRepository {
  constructor(private readonly store: Store) {}

  add(delivery: Omit<Delivery, 'id' | 'attempts'>): void {
    const { scheduleArn, target, scheduledAt, acceptedAt, dueAt, deletes } = delivery;
    this.store.run(
      `INSERT INTO scheduler_deliveries (schedule_arn, target, scheduled_at, accepted_at, due_at, attempts,
         deletes_schedule, deletes_revision) VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
      ...[scheduleArn, JSON.stringify(target), scheduledAt, acceptedAt, dueAt],
      ...[deletes?.schedule ?? null, deletes?.revision ?? null],
    );
  }

  /** The first in line, due or not. */
  first(limit: number): Delivery[] {
    return this.store
      .all('SELECT * FROM scheduler_deliveries ORDER BY due_at, id LIMIT ?', limit)
      .map(toDelivery);
  }

  postpone(id: number, dueAt: number, attempts: number): void {
    this.store.run(
      'UPDATE scheduler_deliveries SET due_at = ?, attempts = ? WHERE id = ?',
      ...[dueAt, attempts, id],
    );
  }

  delete(id: number): void {
    this.store.run('DELETE FROM scheduler_deliveries WHERE id = ?', id);
  }
}

function toDelivery(row: Row): Delivery {
  const schedule = optionalInteger(row, 'deletes_schedule');
  return {
    id: integer(row, 'id'),
    scheduleArn: text(row, 'schedule_arn'),
    target: json(row, 'target', targetDefinition),
    scheduledAt: integer(row, 'scheduled_at'),
    acceptedAt: integer(row, 'accepted_at'),
    dueAt: integer(row, 'due_at'),
    attempts: integer(row, 'attempts'),
    deletes: schedule === undefined ? undefined : { schedule, revision: integer(row, 'deletes_revision') },
  };
}
