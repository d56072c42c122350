import { validationError } from '../errors';
import { MathError } from '../math/math-error';
import { readQueries } from '../metrics/metric-query';
import type { MetricQuery } from '../metrics/metric-query';
import { QueryRun } from '../metrics/query-run';
import { queriesOf } from './alarm-definition';
import type { AlarmDefinition } from './alarm-definition';
import { evaluationRange } from './state-rules';
import type { StateRules } from './state-rules';

/** How an alarm is evaluated. */
export interface AlarmPlan extends StateRules {
  readonly queries: readonly MetricQuery[];
  /** The query whose data the threshold is for. */
  readonly watched: string;
  /** Seconds of one data point. */
  readonly period: number;
  /** Data points that are looked at. */
  readonly range: number;
  /** Seconds from one evaluation to the next. */
  readonly interval: number;
  readonly breaches: (value: number) => boolean;
}

const day = 86_400;

const comparisons: Readonly<
  Record<AlarmDefinition['ComparisonOperator'], (value: number, threshold: number) => boolean>
> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** @throws AwsError ValidationException for what cannot be evaluated */
export function planOf(definition: AlarmDefinition): AlarmPlan {
  checkOneMetric(definition);
  const queries = readQueries(queriesOf(definition));
  const [watched, another] = queries.filter(({ returnsData }) => returnsData);
  if (watched === undefined || another !== undefined) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  const period = periodOf(queries);
  const { EvaluationPeriods: evaluationPeriods, DatapointsToAlarm = evaluationPeriods } = definition;
  if (DatapointsToAlarm > evaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods.');
  }
  checkLength(period, evaluationPeriods);
  const compare = comparisons[definition.ComparisonOperator];
  const plan: AlarmPlan = {
    queries,
    watched: watched.id,
    period,
    evaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    range: evaluationRange({ evaluationPeriods }),
    interval: intervalOf(period, evaluationPeriods),
    missing: missingOf(definition, queries),
    breaches: (value) => compare(value, definition.Threshold),
  };
  checkResult(plan);
  return plan;
}

function checkOneMetric({ Metrics, Statistic, ExtendedStatistic, Period }: AlarmDefinition): void {
  if (Metrics === undefined && (Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('An alarm on one metric has either a Statistic or an ExtendedStatistic.');
  }
  if (Metrics === undefined && Period === undefined) {
    throw validationError('An alarm on one metric has a Period.');
  }
}

/** User guide, "Alarms on math expressions": all metrics have the same period. */
function periodOf(queries: readonly MetricQuery[]): number {
  const periods = new Set(queries.flatMap(({ source }) => (source.kind === 'metric' ? [source.period] : [])));
  const [period, another] = periods;
  if (period === undefined || another !== undefined) {
    throw validationError('An alarm needs a metric, and all its metrics have to have the same period.');
  }
  if (period < 10) {
    throw validationError('The period of an alarm must be 10, 20, 30, or a multiple of 60.');
  }
  return period;
}

/** API reference, PutMetricAlarm: a day in all, or a week where the period is an hour or longer. */
function checkLength(period: number, evaluationPeriods: number): void {
  const longest = period >= 3_600 ? 7 * day : day;
  if (period * evaluationPeriods > longest) {
    throw validationError(
      `Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period).`,
    );
  }
}

/** User guide, "Alarm evaluation": every minute; every ten seconds of high resolution; every hour over several days. */
function intervalOf(period: number, evaluationPeriods: number): number {
  return period < 60 ? 10 : period * evaluationPeriods > day ? 3_600 : 60;
}

/** API reference, PutMetricAlarm: alarms on metrics of DynamoDB ignore missing data, whatever they say. */
function missingOf({ TreatMissingData = 'missing' }: AlarmDefinition, queries: readonly MetricQuery[]) {
  const isOfDynamoDb = queries.some(
    ({ source }) => source.kind === 'metric' && source.metric.namespace === 'AWS/DynamoDB',
  );
  return isOfDynamoDb ? 'ignore' : TreatMissingData;
}

/** What can be told without data. */
function checkResult({ queries, watched, period, range }: AlarmPlan): void {
  try {
    const value = new QueryRun(queries, { from: 0, to: period * range }, () => []).valueOf(watched);
    if (value.kind === 'series') {
      return;
    }
  } catch (error) {
    if (!(error instanceof MathError)) {
      throw error;
    }
    throw validationError(`Error in expression '${watched}': ${error.message}`);
  }
  throw validationError(`The expression ${watched} has to amount to one series of values.`);
}
