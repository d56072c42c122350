import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Parsed } from '@fleet/aws-wire';
import type { CloudWatchHandlers, MetricParts } from '../cloudwatch-parts';
import { validationError } from '../errors';
import { MathError } from '../math/math-error';
import { mathFault, readQueries } from './metric-query';
import type { MetricQuery } from './metric-query';
import { QueryRun } from './query-run';
import { requestedRange } from './requested-range';
import type { Series } from './series';
import { unitReader } from './unit-reader';

const mostQueries = 500;
const mostDataPoints = 100_800;

/** GetMetricData. */
export function queryHandlers({ clock, metrics, recorder }: MetricParts): CloudWatchHandlers {
  return {
    GetMetricData: ({
      MetricDataQueries: asked,
      StartTime,
      EndTime,
      ScanBy: order = 'TimestampDescending',
    }) => {
      recorder.flush();
      const queries = checkQueries(asked);
      const shortest = Math.min(...periodsOf(queries));
      const range = requestedRange({ start: StartTime, end: EndTime }, shortest, clock.nowMillis());
      if (((range.to - range.from) / shortest) * queries.length > mostDataPoints) {
        throw validationError(
          `You have requested more than ${mostDataPoints} data points; ask for less, or for a longer period.`,
        );
      }
      const run = new QueryRun(queries, range, unitReader(metrics));
      const isAscending = order === 'TimestampAscending';
      return {
        MetricDataResults: queries
          .filter(({ returnsData }) => returnsData)
          .flatMap((query) => resultsOf(run, query).map((points) => describe(query, points, isAscending))),
        Messages: [],
      };
    },
  };
}

function checkQueries(asked: readonly Parsed<MetricDataQuery>[]): MetricQuery[] {
  if (asked.length < 1 || asked.length > mostQueries) {
    throw validationError(`The parameter MetricDataQueries must have 1 to ${mostQueries} elements.`);
  }
  return readQueries(asked);
}

function periodsOf(queries: readonly MetricQuery[]): number[] {
  const periods = queries.flatMap(({ source }) => (source.kind === 'metric' ? [source.period] : []));
  return periods.length === 0 ? [60] : periods;
}

/** User guide, "Using metric math": the result of an expression is one series of values, or several. */
function resultsOf(run: QueryRun, { id }: MetricQuery): readonly Series<number>[] {
  try {
    const value = run.valueOf(id);
    switch (value.kind) {
      case 'series':
        return [value.points];
      case 'list':
        return value.series;
      case 'scalar':
      case 'text':
        throw new MathError('it amounts to one value, where a series of values is needed');
    }
  } catch (error) {
    throw error instanceof MathError ? mathFault(id, error) : error;
  }
}

function describe(
  { id, label }: MetricQuery,
  points: Series<number>,
  isAscending: boolean,
): MetricDataResult {
  const inOrder = [...points].sort(([one], [other]) => (isAscending ? one - other : other - one));
  return {
    Id: id,
    Label: label,
    Timestamps: inOrder.map(([start]) => new Date(start * 1000)),
    Values: inOrder.map(([, value]) => value),
    StatusCode: 'Complete',
  };
}
