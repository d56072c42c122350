import type { Clock } from '@fleet/emulator-clock';
import type { AlarmActions, PendingAction } from './alarm-actions';
import type { Alarm, AlarmRepository, AlarmState } from './alarm-repository';
import type { HistoryKind, HistoryRepository } from './history-repository';
import type { StateValue } from './state-rules';
import { alarmTime } from './state-reason';

/** Brings alarms from one state into another, with what belongs to that: history and actions. */
export class AlarmStates {
  constructor(
    private readonly parts: {
      readonly clock: Clock;
      readonly alarms: AlarmRepository;
      readonly history: HistoryRepository;
      readonly actions: AlarmActions;
      /** Told of an action that failed. */
      readonly onProblem: (message: string, error: unknown) => void;
    },
  ) {}

  /** Within a transaction. Actions are run on a change only. */
  enter(alarm: Alarm, after: AlarmState): void {
    const { alarms, actions } = this.parts;
    const before = alarm.state;
    alarms.save({ ...alarm, state: after });
    if (before.value === after.value) {
      return;
    }
    this.note(alarm.name, 'StateUpdate', {
      at: after.updated,
      summary: `Alarm updated from ${before.value} to ${after.value}`,
      data: { oldState: stateIn(before), newState: stateIn(after) },
    });
    if (alarm.definition.ActionsEnabled) {
      for (const target of actionsOf(alarm, after.value)) {
        actions.add({ alarm, before, after }, target);
      }
    }
  }

  note(
    alarm: string,
    kind: HistoryKind,
    { at, summary, data }: { readonly at: Date; readonly summary: string; readonly data: object },
  ): void {
    const json = JSON.stringify({ version: '1.0', ...data });
    this.parts.history.add({ alarm, at, kind, summary, data: json }, this.parts.clock.nowMillis());
  }

  actionDone({ alarm, target }: PendingAction, error: unknown): void {
    const isDone = error === undefined;
    if (!isDone) {
      this.parts.onProblem(`the action ${target} of the alarm ${alarm} failed`, error);
    }
    this.note(alarm, 'Action', {
      at: this.parts.clock.now(),
      summary: `${isDone ? 'Successfully executed' : 'Failed to execute'} action ${target}`,
      data: { actionState: isDone ? 'Succeeded' : 'Failed', notificationResource: target },
    });
  }
}

function actionsOf({ definition }: Alarm, state: StateValue): readonly string[] {
  switch (state) {
    case 'OK':
      return definition.OKActions;
    case 'ALARM':
      return definition.AlarmActions;
    case 'INSUFFICIENT_DATA':
      return definition.InsufficientDataActions;
  }
}

function stateIn({ value, reason, reasonData, updated }: AlarmState): object {
  const stateReasonData: unknown = reasonData === undefined ? undefined : JSON.parse(reasonData);
  return { stateValue: value, stateReason: reason, stateReasonData, updated: alarmTime(updated.getTime()) };
}
