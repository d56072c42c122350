import fc from 'fast-check';
import { distributionOf } from '../metrics/distribution';
import type { StoredData } from '../metrics/metric-repository';
import { alarmDefinition } from './alarm-definition';
import { planOf } from './alarm-plan';
import type { AlarmPlan } from './alarm-plan';
import { changingEvaluations, evaluateAt, timesToEvaluate } from './evaluation';
import { missingDataTreatments, stateValues } from './state-rules';
import type { StateValue } from './state-rules';

const begin = Date.parse('2026-11-28T12:00:00Z') / 1000;
const onNoMetric = { MetricName: undefined, Namespace: undefined, Statistic: undefined, Period: undefined };
const year = 365 * 86_400;

const plan = (change: object = {}): AlarmPlan =>
  planOf(
    alarmDefinition.parse({
      AlarmName: 'a',
      Namespace: 'Test',
      MetricName: 'm',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      ...change,
    }),
  );

const data = (entries: readonly (readonly [number, number])[]): StoredData[] =>
  entries
    .map(([start, value]): StoredData => ({
      start: begin + start,
      period: 60,
      unit: 'None',
      distribution: distributionOf([[value, 1]]),
    }))
    .toSorted((one, other) => one.start - other.start);

/** Evaluates every time that there is. */
function everyChange(
  of: AlarmPlan,
  all: StoredData[],
  state: StateValue,
  to: number,
): [number, StateValue][] {
  const changes: [number, StateValue][] = [];
  let current = state;
  for (let at = Math.floor(begin / of.interval + 1) * of.interval; at <= to; at += of.interval) {
    const found = evaluateAt(of, () => all, at).state;
    if (found !== undefined && found !== current) {
      current = found;
      changes.push([at, found]);
    }
  }
  return changes;
}

const settings = fc
  .record({
    Period: fc.constantFrom(60, 120, 300, 3_600),
    EvaluationPeriods: fc.integer({ min: 1, max: 4 }),
    share: fc.integer({ min: 1, max: 4 }),
    TreatMissingData: fc.constantFrom(...missingDataTreatments),
    Threshold: fc.integer({ min: 0, max: 3 }),
    ComparisonOperator: fc.constantFrom('GreaterThanThreshold', 'LessThanThreshold'),
    Metrics: fc.boolean(),
  })
  .map(({ share, Metrics: isExpression, ...rest }) => {
    const common = { ...rest, DatapointsToAlarm: Math.min(share, rest.EvaluationPeriods) };
    const Metric = { Namespace: 'Test', MetricName: 'm' };
    return isExpression
      ? {
          ...common,
          ...onNoMetric,
          Metrics: [
            { Id: 'e1', Expression: 'FILL(m1, 0) * 2' },
            { Id: 'm1', MetricStat: { Metric, Period: rest.Period, Stat: 'Sum' }, ReturnData: false },
          ],
        }
      : common;
  });
const minutes = 12 * 60;
const measured = fc.array(fc.tuple(fc.integer({ min: -120, max: minutes }), fc.integer({ min: 0, max: 4 })), {
  maxLength: 20,
});

describe('the evaluation of an alarm', () => {
  it('finds at a few times what it would find at every time', () => {
    fc.assert(
      fc.property(settings, measured, fc.constantFrom(...stateValues), (change, points, state) => {
        const of = plan(change);
        const all = data(points.map(([minute, value]) => [minute * 60, value]));
        const to = begin + minutes * 60;
        const found = changingEvaluations(of, () => all, { state, from: begin, to });
        expect(found.map((each) => [each.at, each.state])).toEqual(everyChange(of, all, state, to));
      }),
      { numRuns: 60 },
    );
  });

  it('rings again for data that lie in two periods, as the newest that are there decide until all are too old', () => {
    const of = plan({ Period: 300, Threshold: 3, TreatMissingData: 'notBreaching' });
    const all = data([
      [0, 2],
      [240, 2],
    ]);
    const states = everyChange(of, all, 'OK', begin + 1_800).map(([at, state]) => [at - begin, state]);
    expect(states).toEqual([
      [300, 'ALARM'],
      [360, 'OK'],
      [600, 'ALARM'],
      [660, 'OK'],
      [900, 'ALARM'],
      [960, 'OK'],
    ]);
  });

  it('finds the same whether the time passes at once or in steps', () => {
    fc.assert(
      fc.property(settings, measured, fc.integer({ min: 1, max: minutes }), (change, points, step) => {
        const of = plan(change);
        const all = data(points.map(([minute, value]) => [minute * 60, value]));
        const run = (from: number, to: number, state: StateValue) =>
          changingEvaluations(of, () => all, { state, from, to }).map((each): [number, StateValue] => [
            each.at,
            each.state ?? state,
          ]);
        const inSteps: [number, StateValue][] = [];
        for (let minute = 0; minute < minutes; minute += step) {
          const to = begin + Math.min(minute + step, minutes) * 60;
          inSteps.push(...run(begin + minute * 60, to, inSteps.at(-1)?.[1] ?? 'OK'));
        }
        expect(inSteps).toEqual(run(begin, begin + minutes * 60, 'OK'));
      }),
      { numRuns: 60 },
    );
  });

  it('costs as much as there are data, not as much as there is time', () => {
    const of = plan({ EvaluationPeriods: 3 });
    const all = data([
      [0, 1],
      [40 * 86_400, 1],
    ]);
    const times = timesToEvaluate(of, () => all, { from: begin, to: begin + year });
    expect(times.length).toBeLessThanOrEqual(2 * (of.range + 1) + 1);
  });

  it('notices that nothing came for more than a day, to the hour', () => {
    const of = plan({
      Period: 3_600,
      EvaluationPeriods: 26,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    const all = data([[0, 1]]);
    const changes = changingEvaluations(of, () => all, { state: 'OK', from: begin, to: begin + year });
    expect(of.interval).toBe(3_600);
    expect(changes.map(({ at, state }) => [(at - begin) / 3_600, state])).toEqual([[of.range + 1, 'ALARM']]);
  });
});
