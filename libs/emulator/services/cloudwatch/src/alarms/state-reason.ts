import { defined } from '@fleet/optional-members';
import type { AlarmDefinition } from './alarm-definition';
import type { AlarmPlan } from './alarm-plan';
import type { Evaluation } from './evaluation';
import type { StateValue } from './state-rules';

/** Why an alarm is in its state, in words and as JSON. */
export interface StateReason {
  readonly reason: string;
  readonly reasonData: string | undefined;
}

/** The words are reported: they stand in many notifications that people have published. */
const comparisonWords: Readonly<Record<AlarmDefinition['ComparisonOperator'], string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

export function stateReason(
  definition: AlarmDefinition,
  plan: AlarmPlan,
  { at, points }: Evaluation,
  change: { readonly from: StateValue; readonly to: StateValue },
): StateReason {
  const real = points
    .filter((point): point is Point => point.value !== undefined)
    .slice(0, plan.evaluationPeriods);
  return {
    reason: reasonIn(definition, plan, real, change),
    reasonData: reasonDataOf(definition, plan, real, at),
  };
}

interface Point {
  readonly start: number;
  readonly value: number;
}

function reasonIn(
  { ComparisonOperator, Threshold }: AlarmDefinition,
  plan: AlarmPlan,
  real: readonly Point[],
  { from, to }: { readonly from: StateValue; readonly to: StateValue },
): string {
  const missing = plan.evaluationPeriods - real.length;
  if (to === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${count(missing, 'datapoint')} ${was(missing)} unknown.`;
  }
  if (real.length === 0) {
    const treated = to === 'ALARM' ? 'Breaching' : 'NonBreaching';
    return (
      `Threshold Crossed: no datapoints were received for ${count(missing, 'period')} and ` +
      `${count(missing, 'missing datapoint')} ${was(missing)} treated as [${treated}].`
    );
  }
  const deciding = real.filter(({ value }) => plan.breaches(value) === (to === 'ALARM'));
  const listed = deciding.map(({ value, start }) => `${decimal(value)} (${shortTime(start)})`).join(', ');
  const compared = `${to === 'ALARM' ? '' : 'not '}${comparisonWords[ComparisonOperator]}`;
  const needed =
    to === 'ALARM' ? plan.datapointsToAlarm : plan.evaluationPeriods - plan.datapointsToAlarm + 1;
  return (
    `Threshold Crossed: ${deciding.length} out of the last ${plan.evaluationPeriods} datapoints [${listed}] ` +
    `${was(deciding.length)} ${compared} the threshold (${decimal(Threshold)}) ` +
    `(minimum ${count(needed, 'datapoint')} for ${from === 'INSUFFICIENT_DATA' ? opposite(to) : from} -> ${to} transition).`
  );
}

function reasonDataOf(
  definition: AlarmDefinition,
  plan: AlarmPlan,
  real: readonly Point[],
  at: number,
): string {
  const oldest = real.at(-1)?.start;
  return JSON.stringify({
    version: '1.0',
    queryDate: alarmTime(at * 1000),
    ...defined({ startDate: oldest === undefined ? undefined : alarmTime(oldest * 1000) }),
    ...defined({ statistic: definition.Statistic ?? definition.ExtendedStatistic, unit: definition.Unit }),
    period: plan.period,
    recentDatapoints: real.map(({ value }) => value).reverse(),
    threshold: definition.Threshold,
    evaluatedDatapoints: real.map(({ start, value }) => ({ timestamp: alarmTime(start * 1000), value })),
  });
}

function opposite(state: StateValue): StateValue {
  return state === 'ALARM' ? 'OK' : 'ALARM';
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function was(number: number): string {
  return number === 1 ? 'was' : 'were';
}

/** As AWS writes numbers: 1 is 1.0. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** `2026-11-28T12:00:00.000+0000`, as AWS writes times of alarms. */
export function alarmTime(millis: number): string {
  return new Date(millis).toISOString().replace('Z', '+0000');
}

/** `28/11/26 12:00:00` */
function shortTime(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
