import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Parsed } from '@fleet/aws-wire';
import { validationError } from '../errors';
import { functionNamed, namesIn } from '../math/evaluate';
import { parseExpression } from '../math/expression';
import type { Expression } from '../math/expression';
import { MathError } from '../math/math-error';
import { metricOf } from './metric';
import type { Metric } from './metric';
import { faultOfMetric } from './metric-rules';
import { statisticNamed } from './statistic';
import type { Statistic } from './statistic';

/** A metric, and what is asked of it. */
export interface MetricSource {
  readonly kind: 'metric';
  readonly metric: Metric;
  /** Seconds. */
  readonly period: number;
  readonly statistic: Statistic;
  /** Data of another unit do not count; all do where it is absent. */
  readonly unit: string | undefined;
}

export interface ExpressionSource {
  readonly kind: 'expression';
  readonly expression: Expression;
}

/** One of the queries of a request or an alarm. */
export interface MetricQuery {
  readonly id: string;
  readonly label: string;
  readonly returnsData: boolean;
  readonly source: MetricSource | ExpressionSource;
}

/** API reference, MetricStat: 1, 5, 10, 20, 30, or any multiple of 60; up to a week, as for alarms. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0 && seconds <= 604_800);
}

/** @throws AwsError ValidationException that names the query */
export function readQueries(asked: readonly Parsed<MetricDataQuery>[]): MetricQuery[] {
  const queries = asked.map(readQuery);
  const byId = new Map(queries.map((query) => [query.id, query]));
  if (byId.size < queries.length) {
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  }
  for (const { id, source } of queries) {
    if (source.kind === 'expression') {
      checkExpression(id, source.expression, byId, []);
    }
  }
  return queries;
}

function readQuery(query: Parsed<MetricDataQuery>): MetricQuery {
  const { Id: id, MetricStat: metricStat, Expression: text, ReturnData: returnsData = true } = query;
  if (!/^[a-z][A-Za-z0-9_]{0,254}$/.test(id)) {
    throw validationError(
      `The value ${id} for parameter Id is not matching the pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if ((metricStat === undefined) === (text === undefined)) {
    throw validationError(`The query ${id} has to have one of MetricStat and Expression.`);
  }
  if (text !== undefined) {
    const source = { kind: 'expression', expression: expressionOf(id, text) } as const;
    return { id, label: query.Label ?? id, returnsData, source };
  }
  const source = metricSourceOf(id, metricStat);
  return { id, label: query.Label ?? source.metric.name, returnsData, source };
}

function metricSourceOf(id: string, metricStat: Parsed<MetricDataQuery>['MetricStat']): MetricSource {
  const { MetricName: name = '', Namespace: namespace = '', Dimensions = [] } = metricStat?.Metric ?? {};
  const dimensions = Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value }));
  const metric = metricOf(namespace, name, dimensions);
  const fault = faultOfMetric(metric);
  if (fault !== undefined) {
    throw validationError(`Query ${id}: ${fault}`);
  }
  const { Period: period = 0, Stat: stat = '', Unit: unit } = metricStat ?? {};
  return { kind: 'metric', metric, period: checkPeriod(period), statistic: checkStatistic(stat), unit };
}

/** @throws AwsError ValidationException */
export function checkPeriod(period: number): number {
  if (!isPeriod(period)) {
    throw validationError(
      `The period ${period} is none of 1, 5, 10, 20, 30, or a multiple of 60 up to a week.`,
    );
  }
  return period;
}

/** @throws AwsError ValidationException, also for statistics that CloudWatch has and local-cloud does not */
export function checkStatistic(name: string): Statistic {
  const statistic = statisticNamed(name);
  if (statistic === undefined) {
    throw validationError(
      `The statistic ${name} is not there: local-cloud has SampleCount, Sum, Average, Minimum, Maximum, pNN and tmNN.`,
    );
  }
  return statistic;
}

function expressionOf(id: string, text: string): Expression {
  if (/^\s*SELECT\b/i.test(text)) {
    throw validationError(
      `The expression ${id} is a query of Metrics Insights, which local-cloud does not have.`,
    );
  }
  try {
    const expression = parseExpression(text);
    namesIn(expression).calls.forEach(functionNamed);
    return expression;
  } catch (error) {
    throw error instanceof MathError ? mathFault(id, error) : error;
  }
}

/** The answer of AWS begins so; the reason is in our words. */
export function mathFault(id: string, { message }: MathError): Error {
  return validationError(`Error in expression '${id}': ${message}`);
}

/** @throws AwsError ValidationException for an id that there is not, and for expressions that go in a circle */
function checkExpression(
  id: string,
  expression: Expression,
  byId: ReadonlyMap<string, MetricQuery>,
  via: readonly string[],
): void {
  if (via.includes(id)) {
    throw validationError(`Error in expression '${id}': it refers to itself`);
  }
  for (const each of new Set(namesIn(expression).ids)) {
    const referred = byId.get(each);
    if (referred === undefined) {
      throw validationError(`Error in expression '${id}': there is no query with the id ${each}`);
    }
    if (referred.source.kind === 'expression') {
      checkExpression(each, referred.source.expression, byId, [...via, id]);
    }
  }
}
