import type { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { MetricRecorder } from '../metrics/metric-recorder';
import type { ReadData } from '../metrics/query-run';
import type { AlarmActions } from './alarm-actions';
import { planOf } from './alarm-plan';
import type { AlarmPlan } from './alarm-plan';
import type { Alarm, AlarmRepository, AlarmState } from './alarm-repository';
import type { AlarmStates } from './alarm-states';
import { changingEvaluations } from './evaluation';
import type { AlarmData } from './evaluation';
import type { StoredData } from '../metrics/metric-repository';
import type { MetricSource } from '../metrics/metric-query';
import { stateReason } from './state-reason';

export interface RunnerParts {
  readonly store: Store;
  readonly clock: SettableClock;
  readonly alarms: AlarmRepository;
  readonly states: AlarmStates;
  readonly actions: AlarmActions;
  readonly recorder: MetricRecorder;
  readonly read: ReadData;
  /** Called before each evaluation: services measure what is only worth measuring once a minute. */
  readonly beforeEvaluation: () => void;
  readonly onProblem: (message: string, error: unknown) => void;
}

/** A change of state that an evaluation found. */
interface FoundChange {
  readonly name: string;
  readonly state: AlarmState;
}

/** Evaluates alarms by the cloud's clock: in every minute, and for all the time that a move of the clock passes over. */
export class AlarmRunner {
  private cancel: (() => void) | undefined;
  private started = false;

  constructor(private readonly parts: RunnerParts) {}

  start(): void {
    this.started = true;
    this.parts.actions.run();
    this.evaluate();
  }

  /** Alarms have changed, or the time was moved. */
  schedule(): void {
    this.cancel?.();
    this.cancel = undefined;
    const { alarms, clock } = this.parts;
    if (this.started) {
      const intervals = alarms.all().map((alarm) => planOf(alarm.definition).interval);
      const interval = Math.min(60, ...intervals) * 1000;
      const next = (Math.floor(clock.nowMillis() / interval) + 1) * interval;
      this.cancel = clock.at(new Date(next), () => this.evaluate());
    }
  }

  clockMoved(): void {
    if (this.started) {
      this.parts.alarms.evaluatedAtMost(this.now());
      this.evaluate();
    }
  }

  stop(): void {
    this.started = false;
    this.cancel?.();
  }

  /** Everything that happened up to now. */
  private evaluate(): void {
    const { store, recorder, beforeEvaluation, actions, onProblem } = this.parts;
    try {
      beforeEvaluation();
      recorder.flush();
      store.transaction(() => this.evaluateAll());
      actions.run();
    } catch (error) {
      onProblem('alarms could not be evaluated', error);
    }
    this.schedule();
  }

  /** Changes are stored in the order of their times, whichever alarms they are of. */
  private evaluateAll(): void {
    const { alarms, states } = this.parts;
    const to = this.now();
    const changes = alarms.all().flatMap((alarm) => this.changesOf(alarm, to));
    changes.sort((one, other) => one.state.updated.getTime() - other.state.updated.getTime());
    for (const { name, state } of changes) {
      const alarm = alarms.find(name);
      if (alarm !== undefined) {
        states.enter(alarm, state);
      }
    }
  }

  private changesOf({ name, definition, state, evaluated: from }: Alarm, to: number): FoundChange[] {
    const plan = planOf(definition);
    const data = this.dataOf(plan, from, to);
    let before = state.value;
    const changes = changingEvaluations(plan, data, { state: before, from, to }).flatMap(
      (evaluation): FoundChange[] => {
        const { at, state: value } = evaluation;
        if (value === undefined) {
          return [];
        }
        const reason = stateReason(definition, plan, evaluation, { from: before, to: value });
        before = value;
        return [{ name, state: { value, ...reason, updated: new Date(at * 1000) } }];
      },
    );
    this.parts.alarms.setEvaluated(name, Math.max(from, Math.floor(to / plan.interval) * plan.interval));
    return changes;
  }

  /** Each metric is read once, from where the first evaluation may look. */
  private dataOf({ period, range }: AlarmPlan, from: number, to: number): AlarmData {
    const known = new Map<MetricSource, readonly StoredData[]>();
    return (source) => {
      const data = known.get(source) ?? this.parts.read(source, { from: from - range * period, to });
      known.set(source, data);
      return data;
    };
  }

  private now(): number {
    return Math.floor(this.parts.clock.nowMillis() / 1000);
  }
}
