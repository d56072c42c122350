import { MathError } from '../math/math-error';
import type { StoredData, TimeRange } from '../metrics/metric-repository';
import type { MetricSource } from '../metrics/metric-query';
import { QueryRun } from '../metrics/query-run';
import type { Series } from '../metrics/series';
import type { AlarmPlan } from './alarm-plan';
import { stateOf } from './state-rules';
import type { StateValue } from './state-rules';

/** Why an alarm is in a state: what was there when it was evaluated. */
export interface Evaluation {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly state: StateValue | undefined;
  /** Values of the data points, the newest first, with the second at which each begins. */
  readonly points: readonly { readonly start: number; readonly value: number | undefined }[];
}

/** The data of a metric from which on an alarm may need them, in the order of their times. */
export type AlarmData = (source: MetricSource) => readonly StoredData[];

/** What an alarm sees at one time. Its periods end there: they slide ("Alarm evaluation window" of the user guide). */
export function evaluateAt(plan: AlarmPlan, data: AlarmData, at: number): Evaluation {
  const { period, range } = plan;
  const seen = { from: at - range * period, to: at };
  const values = valuesIn(plan, data, seen);
  const points = Array.from({ length: range }, (_, index) => {
    const start = at - (index + 1) * period;
    return { start, value: values.get(start) };
  });
  const observations = points.map(({ value }) => (value === undefined ? undefined : plan.breaches(value)));
  return { at, state: stateOf(observations, plan), points };
}

/**
 * The evaluations after `from`, and up to `to`, that change the state; all others would find what the one before found.
 * As many are made as data come into a period or leave one, however long the time is.
 */
export function changingEvaluations(
  plan: AlarmPlan,
  data: AlarmData,
  { state: first, from, to }: { readonly state: StateValue; readonly from: number; readonly to: number },
): Evaluation[] {
  const changes: Evaluation[] = [];
  let state = first;
  for (const at of timesToEvaluate(plan, data, { from, to })) {
    const evaluation = evaluateAt(plan, data, at);
    if (evaluation.state !== undefined && evaluation.state !== state) {
      state = evaluation.state;
      changes.push(evaluation);
    }
  }
  return changes;
}

/** The first evaluation, as data may have come late; and every one in front of which data have moved on. */
export function timesToEvaluate(plan: AlarmPlan, data: AlarmData, { from, to }: TimeRange): number[] {
  const { interval, period, range, queries } = plan;
  const after = (second: number) => (Math.floor(second / interval) + 1) * interval;
  const times = new Set<number>([after(from)]);
  for (const { source } of queries) {
    for (const { start } of source.kind === 'metric' ? data(source) : []) {
      for (let index = firstMove(start, from, period); index <= range; index += 1) {
        const time = after(start + index * period);
        if (time > to) {
          break;
        }
        times.add(time);
      }
    }
  }
  return [...times].filter((time) => time > from && time <= to).sort((one, other) => one - other);
}

/** Moves before the time are passed over at once. */
function firstMove(start: number, from: number, period: number): number {
  return Math.max(Math.floor((from - start) / period) - 1, 0);
}

/** Nothing where the expression cannot be worked out with these data: guessed, AWS has an evaluation state for it. */
function valuesIn({ queries, watched }: AlarmPlan, data: AlarmData, seen: TimeRange): Series<number> {
  const read = (source: MetricSource, { from, to }: TimeRange) => {
    const all = data(source);
    return all.slice(firstFrom(all, from), firstFrom(all, to));
  };
  try {
    const value = new QueryRun(queries, seen, read).valueOf(watched);
    return value.kind === 'series' ? value.points : new Map();
  } catch (error) {
    if (error instanceof MathError) {
      return new Map();
    }
    throw error;
  }
}

/** Where the data from a second on begin, found in the middle, and the middle of a half, and so on. */
function firstFrom(data: readonly StoredData[], second: number): number {
  let [low, high] = [0, data.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((data[middle]?.start ?? Infinity) < second) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
