import { integer, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import { alarmArn, functionEvent, subjectOf, topicMessage } from './alarm-message';
import type { AlarmChange, Place } from './alarm-message';

/** What alarms need of other services. Each call resolves when the service has taken the message over. */
export interface AlarmTargets {
  /** The topic's policy has to allow it on behalf of the alarm. */
  topic(
    delivery: { readonly topicArn: string; readonly alarmArn: string },
    message: { readonly subject: string; readonly text: string },
  ): Promise<void>;
  /** The function's policy has to allow it on behalf of the alarm. */
  function(
    delivery: { readonly functionArn: string; readonly alarmArn: string },
    event: string,
  ): Promise<void>;
}

const schema = [
  `CREATE TABLE cloudwatch_actions (
     id INTEGER PRIMARY KEY AUTOINCREMENT, alarm TEXT NOT NULL, target TEXT NOT NULL, subject TEXT NOT NULL,
     payload TEXT NOT NULL
   ) STRICT`,
];

/** The action of an alarm that waits. */
export interface PendingAction {
  readonly id: number;
  readonly alarm: string;
  readonly target: string;
  readonly subject: string;
  readonly payload: string;
}

/** Told how each action went. */
export type ActionDone = (action: PendingAction, error: unknown) => void;

export function isFunction(arn: string): boolean {
  return arn.startsWith('arn:aws:lambda:');
}

export function isTopic(arn: string): boolean {
  return arn.startsWith('arn:aws:sns:');
}

/** Actions of alarms: stored with the change of state that they are for, and run afterwards, one after the other. */
export class AlarmActions {
  private isRunning = false;
  private round: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly store: Store,
    private readonly place: Place,
    private readonly targets: AlarmTargets,
    private readonly onDone: ActionDone,
    private readonly onProblem: (message: string, error: unknown) => void,
  ) {
    store.migrate('cloudwatch_actions', schema);
  }

  /** Within the transaction that stores the change. */
  add(change: AlarmChange, target: string): void {
    const payload = isFunction(target) ? functionEvent(change, this.place) : topicMessage(change, this.place);
    this.store.run(
      'INSERT INTO cloudwatch_actions (alarm, target, subject, payload) VALUES (?, ?, ?, ?)',
      change.alarm.name,
      target,
      subjectOf(change, this.place),
      payload,
    );
  }

  /** Runs what waits, unless it is being run. */
  run(): void {
    if (!this.closed && !this.isRunning) {
      this.isRunning = true;
      this.round = this.runAll();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.round;
  }

  private async runAll(): Promise<void> {
    try {
      for (let action = this.first(); action !== undefined && !this.closed; action = this.first()) {
        const failure = await this.failureOf(action);
        this.store.run('DELETE FROM cloudwatch_actions WHERE id = ?', action.id);
        this.onDone(action, failure);
      }
    } catch (error) {
      this.onProblem('the actions of alarms could not be read', error);
    }
    // In the same turn in which nothing was found: what is added afterwards begins a new round.
    this.isRunning = false;
  }

  /** What went wrong, if anything did. */
  private async failureOf(action: PendingAction): Promise<unknown> {
    try {
      await this.send(action);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  private send({ alarm, target, subject, payload }: PendingAction): Promise<void> {
    const arn = alarmArn(this.place, alarm);
    return isFunction(target)
      ? this.targets.function({ functionArn: target, alarmArn: arn }, payload)
      : this.targets.topic({ topicArn: target, alarmArn: arn }, { subject, text: payload });
  }

  private first(): PendingAction | undefined {
    const row = this.store.get('SELECT * FROM cloudwatch_actions ORDER BY id LIMIT 1');
    return row && toAction(row);
  }
}

function toAction(row: Row): PendingAction {
  return {
    id: integer(row, 'id'),
    alarm: text(row, 'alarm'),
    target: text(row, 'target'),
    subject: text(row, 'subject'),
    payload: text(row, 'payload'),
  };
}
