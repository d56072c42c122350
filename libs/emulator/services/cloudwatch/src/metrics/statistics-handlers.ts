import type { Datapoint, GetMetricStatisticsInput } from '@aws-sdk/client-cloudwatch';
import type { Parsed } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { CloudWatchHandlers, MetricParts } from '../cloudwatch-parts';
import { invalidCombination, invalidValue, missingParameter } from '../errors';
import type { Distribution } from './distribution';
import { metricOf } from './metric';
import type { Metric } from './metric';
import { isPeriod } from './metric-query';
import type { MetricRepository, StoredData, TimeRange } from './metric-repository';
import type { Unit } from './metric-rules';
import { requestedRange } from './requested-range';
import { inPeriods } from './series';
import { extendedStatistic, statisticNamed } from './statistic';

const mostDataPoints = 1_440;

type Asked = Pick<
  Parsed<GetMetricStatisticsInput>,
  'Statistics' | 'ExtendedStatistics' | 'Period' | 'StartTime' | 'EndTime'
>;

/** GetMetricStatistics. */
export function statisticsHandlers({ clock, metrics, recorder }: MetricParts): CloudWatchHandlers {
  return {
    GetMetricStatistics: ({ Namespace, MetricName, Dimensions = [], Unit: unit, ...asked }) => {
      recorder.flush();
      checkAsked(asked);
      const dimensions = Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value }));
      const metric = metricOf(Namespace, MetricName, dimensions);
      const { StartTime: start, EndTime: end, Period: period } = asked;
      const range = requestedRange({ start, end }, period, clock.nowMillis());
      if ((range.to - range.from) / period > mostDataPoints) {
        throw invalidCombination(
          `You have requested up to ${Math.ceil((range.to - range.from) / period)} datapoints, which exceeds the ` +
            `limit of ${mostDataPoints}. You may reduce the datapoints requested by increasing Period, or ` +
            'decreasing the time range.',
        );
      }
      const read = { metric, range, period };
      const byUnit = [...dataByUnit(metrics, read)].filter(([each]) => unit === undefined || each === unit);
      return {
        Label: MetricName,
        Datapoints: byUnit.flatMap(([each, data]) => datapointsOf(data, { ...read, unit: each, asked })),
      };
    },
  };
}

function checkAsked({ Statistics = [], ExtendedStatistics = [], Period }: Asked): void {
  if (!isPeriod(Period)) {
    throw invalidValue('The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.');
  }
  if (Statistics.length + ExtendedStatistics.length === 0) {
    throw missingParameter('The parameter Statistics or ExtendedStatistics is required.');
  }
  const unknown = ExtendedStatistics.find((each) => extendedStatistic(each) === undefined);
  if (unknown !== undefined) {
    throw invalidValue(`The extended statistic ${unknown} is not there: local-cloud has pNN and tmNN.`);
  }
}

interface Reading {
  readonly metric: Metric;
  readonly range: TimeRange;
  readonly period: number;
}

/** API reference: without a unit, data of every unit are answered, each with its own. */
function dataByUnit(metrics: MetricRepository, { metric, range, period }: Reading): Map<Unit, StoredData[]> {
  const byUnit = new Map<Unit, StoredData[]>();
  for (const data of metrics.read(metric, range, period)) {
    byUnit.set(data.unit, [...(byUnit.get(data.unit) ?? []), data]);
  }
  return byUnit;
}

function datapointsOf(
  data: readonly StoredData[],
  { range, period, unit, asked }: Reading & { readonly unit: Unit; readonly asked: Asked },
): Datapoint[] {
  return [...inPeriods(data, range, period)].map(([start, distribution]) => ({
    Timestamp: new Date(start * 1000),
    Unit: unit,
    ...statisticsOf(asked, distribution),
  }));
}

function statisticsOf(
  { Statistics = [], ExtendedStatistics = [] }: Asked,
  distribution: Distribution,
): Datapoint {
  const valuesOf = (names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = statisticNamed(name)?.(distribution);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const extended = ExtendedStatistics.length === 0 ? undefined : valuesOf(ExtendedStatistics);
  return { ...valuesOf(Statistics), ...defined({ ExtendedStatistics: extended }) };
}
