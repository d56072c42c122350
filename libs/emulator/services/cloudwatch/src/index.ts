import { defineService, type AwsService } from '@fleet/aws-wire';
import type { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { embeddedMetrics } from './embedded/embedded-metrics';
import { listingHandlers } from './metrics/listing-handlers';
import { metricOf } from './metrics/metric';
import { MetricRecorder } from './metrics/metric-recorder';
import { MetricRepository } from './metrics/metric-repository';
import type { Unit } from './metrics/metric-rules';
import { putHandlers } from './metrics/put-handlers';
import { queryHandlers } from './metrics/query-handlers';
import { Retention } from './metrics/retention';
import { statisticsHandlers } from './metrics/statistics-handlers';

export { cloudWatchResourceTypes } from './resource-types';

/** Something that a service of the cloud measured of itself. */
export interface Measurement {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: Unit;
  readonly value: number;
  /** How often: once where it is absent. */
  readonly times?: number;
}

export interface CloudWatchService {
  readonly service: AwsService;
  /** Takes the metrics out of log events that have some in the embedded metric format. */
  readonly takeLogEvents: (messages: readonly string[]) => void;
  /**
   * Counts what a service measured in this minute. It costs no write; so what was measured in the last seconds is lost
   * when the process is killed. AWS promises no more of metrics of its services.
   */
  readonly measure: (measurement: Measurement) => void;
  /** Writes what was measured. */
  close(): void;
}

export interface CloudWatchServiceOptions {
  readonly store: Store;
  readonly clock: SettableClock;
  readonly region: string;
  readonly accountId: string;
}

/** Metrics that are kept: AWS has no such limit, but every set of dimensions makes one. */
const metricsKept = 20_000;
/** Data points that are kept of all metrics together: about 200 MB. */
const dataKept = 1_000_000;

/** Amazon CloudWatch: metrics with their statistics and metric math. */
export function createCloudWatchService(options: CloudWatchServiceOptions): CloudWatchService {
  const { store, clock } = options;
  const metrics = new MetricRepository(store, metricsKept);
  const retention = new Retention(store, metrics, dataKept);
  const recorder = new MetricRecorder({ store, clock, metrics, retention });
  const parts = { store, clock, metrics, recorder };
  return {
    service: defineService({
      scope: 'monitoring',
      sdk: () => import('@aws-sdk/client-cloudwatch'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys,
      },
      handlers: {
        ...putHandlers(parts),
        ...queryHandlers(parts),
        ...statisticsHandlers(parts),
        ...listingHandlers(parts),
      },
    }),
    takeLogEvents: (messages) => {
      const now = clock.nowMillis();
      const samples = messages.flatMap((message) => embeddedMetrics(message, now));
      if (samples.length > 0) {
        recorder.write(samples);
      }
    },
    measure: ({ namespace, name, dimensions, unit, value, times }) => {
      const named = Object.entries(dimensions).map(([each, of]) => ({ name: each, value: of }));
      recorder.measure(metricOf(namespace, name, named), unit, value, times);
    },
    close: () => recorder.flush(),
  };
}
