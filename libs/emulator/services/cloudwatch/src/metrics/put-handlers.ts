import type { CloudWatchHandlers, MetricParts } from '../cloudwatch-parts';
import { invalidValue, missingParameter } from '../errors';
import { sampleOf } from './metric-datum';

const mostMetrics = 1_000;

/** Metrics from outside. */
export function putHandlers({ clock, recorder }: MetricParts): CloudWatchHandlers {
  return {
    PutMetricData: ({ Namespace: namespace, MetricData: data }) => {
      if (namespace.startsWith('AWS/')) {
        throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
      }
      if (data === undefined || data.length === 0) {
        throw missingParameter('The parameter MetricData is required.');
      }
      if (data.length > mostMetrics) {
        throw invalidValue(`The parameter MetricData must have at most ${mostMetrics} elements.`);
      }
      const now = clock.nowMillis();
      recorder.write(data.map((datum) => sampleOf(namespace, datum, now)));
      return {};
    },
  };
}
