import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type Dimension,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { metricNamespace } from '@fleet/fleet-contract';

/** A metric over a time, in periods. */
export interface WantedMetric {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly statistic: 'Sum' | 'Maximum';
}

export interface WantedTime {
  readonly from: Date;
  readonly until: Date;
  readonly periodSeconds: number;
}

/** A value of a metric, by when its period began. */
export interface MetricValue {
  readonly at: Date;
  readonly value: number;
}

/** GetMetricData takes so many at a time (API reference). */
const mostAtOnce = 500;

/** What metrics of the fleet came to, in the order in which they are asked for. Needs `cloudwatch:GetMetricData`. */
export async function metricValues(
  cloudWatch: CloudWatchClient,
  wanted: readonly WantedMetric[],
  { from, until, periodSeconds }: WantedTime,
): Promise<readonly (readonly MetricValue[])[]> {
  const values = wanted.map((): MetricValue[] => []);
  for (let begin = 0; begin < wanted.length; begin += mostAtOnce) {
    const queries = wanted
      .slice(begin, begin + mostAtOnce)
      .map((metric, at) => queryOf(metric, `m${begin + at}`, periodSeconds));
    let next: string | undefined;
    do {
      const page = await cloudWatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries,
          StartTime: from,
          EndTime: until,
          NextToken: next,
        }),
      );
      for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const into = values[Number(Id.slice(1))];
        Timestamps.forEach((at, index) => into?.push({ at, value: Values[index] ?? 0 }));
      }
      next = page.NextToken;
    } while (next !== undefined);
  }
  return values;
}

function queryOf(
  { name, dimensions, statistic }: WantedMetric,
  id: string,
  periodSeconds: number,
): MetricDataQuery {
  const metric = { Namespace: metricNamespace, MetricName: name, Dimensions: [...dimensions] };
  return { Id: id, MetricStat: { Metric: metric, Period: periodSeconds, Stat: statistic } };
}
