import type { DimensionFilter } from '@aws-sdk/client-cloudwatch';
import type { Parsed } from '@fleet/aws-wire';
import { page } from '@fleet/paging';
import * as z from 'zod';
import type { CloudWatchHandlers, MetricParts } from '../cloudwatch-parts';
import { invalidValue } from '../errors';
import { metricPages } from '../page-rules';
import type { MetricRepository, StoredMetric } from './metric-repository';

/** API reference, ListMetrics: metrics without data in two weeks are left out; PT3H asks for those of three hours. */
const listedSeconds = 14 * 24 * 3600;
const recentSeconds = 3 * 3600;
const batchSize = 1_000;

interface MetricFilter {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly dimensions: readonly Parsed<DimensionFilter>[];
}

export function listingHandlers({ clock, metrics, recorder }: MetricParts): CloudWatchHandlers {
  return {
    ListMetrics: ({ Namespace: namespace, MetricName: name, Dimensions = [], RecentlyActive, NextToken }) => {
      recorder.flush();
      const recently: string | undefined = RecentlyActive;
      if (recently !== undefined && recently !== 'PT3H') {
        throw invalidValue('The parameter RecentlyActive can only be PT3H.');
      }
      const filter: MetricFilter = { namespace, name, dimensions: Dimensions };
      const seconds = RecentlyActive === undefined ? listedSeconds : recentSeconds;
      const newestFrom = Math.floor(clock.nowMillis() / 1000) - seconds;
      const found = page({ nextToken: NextToken }, metricPages, {
        name: ['metrics', JSON.stringify(filter), RecentlyActive],
        key: z.number(),
        read: (after = 0, limit) => matching(metrics, { filter, newestFrom }, after, limit),
        keyOf: ({ id }) => id,
      });
      return {
        Metrics: found.items.map(({ metric }) => ({
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: metric.dimensions.map((each) => ({ Name: each.name, Value: each.value })),
        })),
        NextToken: found.nextToken,
      };
    },
  };
}

function matching(
  metrics: MetricRepository,
  { filter, newestFrom }: { readonly filter: MetricFilter; readonly newestFrom: number },
  after: number,
  limit: number,
): StoredMetric[] {
  const found: StoredMetric[] = [];
  let last = after;
  for (;;) {
    const batch = metrics.page(newestFrom, last, batchSize);
    found.push(...batch.filter(({ metric }) => matches(filter, metric)));
    last = batch.at(-1)?.id ?? last;
    if (found.length >= limit || batch.length < batchSize) {
      return found.slice(0, limit);
    }
  }
}

function matches({ namespace, name, dimensions }: MetricFilter, metric: StoredMetric['metric']): boolean {
  return (
    (namespace === undefined || namespace === metric.namespace) &&
    (name === undefined || name === metric.name) &&
    dimensions.every(({ Name, Value }) =>
      metric.dimensions.some((each) => each.name === Name && (Value === undefined || Value === each.value)),
    )
  );
}
