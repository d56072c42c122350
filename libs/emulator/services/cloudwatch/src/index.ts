import { defineService, type AwsService } from '@fleet/aws-wire';
import type { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { AlarmActions } from './alarms/alarm-actions';
import type { AlarmTargets } from './alarms/alarm-actions';
import { alarmDescriptionHandlers } from './alarms/alarm-description-handlers';
import { alarmHandlers } from './alarms/alarm-handlers';
import { alarmHistoryHandlers } from './alarms/alarm-history-handlers';
import type { AlarmParts } from './alarms/alarm-parts';
import { AlarmRepository } from './alarms/alarm-repository';
import { AlarmRunner } from './alarms/alarm-runner';
import { AlarmStates } from './alarms/alarm-states';
import { HistoryRepository } from './alarms/history-repository';
import type { MetricParts } from './cloudwatch-parts';
import { dashboardHandlers } from './dashboards/dashboard-handlers';
import { DashboardRepository } from './dashboards/dashboard-repository';
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
import { unitReader } from './metrics/unit-reader';
import { tagHandlers } from './tags/tag-handlers';
import { TaggedResources } from './tags/tagged-resources';

export type { AlarmTargets } from './alarms/alarm-actions';
export { cloudWatchResourceTypes } from './resource-types';

/** A metric that a service of the cloud has of itself. */
export interface OwnMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: Unit;
}

/** Counts a value of the metric in this minute. */
export type Measure = (value: number) => void;

export interface CloudWatchService {
  readonly service: AwsService;
  /** Takes the metrics out of log events that have some in the embedded metric format. */
  readonly takeLogEvents: (messages: readonly string[]) => void;
  /**
   * What a service measures one of its metrics with. It costs no write: what was measured in the last minute is lost when
   * the process is killed. AWS promises no more of metrics of its services.
   */
  readonly meter: (metric: OwnMetric) => Measure;
  /** Evaluates alarms from now on, and for the time in which nothing ran; to be called once targets can be reached. */
  start(): void;
  /** Writes what was measured, and waits for the action under way; what is not done with stays for the next start. */
  close(): Promise<void>;
}

export interface CloudWatchServiceOptions {
  readonly store: Store;
  readonly clock: SettableClock;
  readonly region: string;
  readonly accountId: string;
  readonly targets: AlarmTargets;
  /** Called in every minute: measures what there is no event for, such as the length of queues. */
  readonly measureStanding?: () => void;
  /** Called with errors for which no caller is left. */
  readonly onProblem: (message: string, error: unknown) => void;
}

/** Metrics that are kept: AWS has no such limit, but every set of dimensions makes one. */
const metricsKept = 20_000;
/** Data points that are kept of all metrics together: about 200 MB. */
const dataKept = 1_000_000;
/** What happened to alarms. */
const historyKept = 20_000;

/** Amazon CloudWatch: metrics with their statistics and metric math, alarms on them, dashboards. */
export function createCloudWatchService(options: CloudWatchServiceOptions): CloudWatchService {
  const { store, clock } = options;
  const metrics = new MetricRepository(store, metricsKept);
  const retention = new Retention(store, metrics, dataKept);
  const recorder = new MetricRecorder({ store, clock, metrics, retention });
  const parts = { store, clock, metrics, recorder };
  const alarms = alarmParts(options, parts, () => options.measureStanding?.());
  const dashboards = new DashboardRepository(store);
  const tagged = new TaggedResources(alarms.alarms, dashboards);
  const stopListening = clock.onMoved(() => alarms.runner.clockMoved());
  return {
    service: defineService({
      scope: 'monitoring',
      sdk: () => import('@aws-sdk/client-cloudwatch'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys,
        tags: (arn) => tagged.find(arn)?.tags,
      },
      handlers: {
        ...putHandlers(parts),
        ...queryHandlers(parts),
        ...statisticsHandlers(parts),
        ...listingHandlers(parts),
        ...alarmHandlers(alarms),
        ...alarmDescriptionHandlers(alarms),
        ...alarmHistoryHandlers(alarms),
        ...tagHandlers(store, tagged),
        ...dashboardHandlers({ ...alarms, dashboards }),
      },
    }),
    takeLogEvents: (messages) => {
      const now = clock.nowMillis();
      const samples = messages.flatMap((message) => embeddedMetrics(message, now));
      if (samples.length > 0) {
        recorder.write(samples);
      }
    },
    meter: ({ namespace, name, dimensions, unit }) => {
      const named = Object.entries(dimensions).map(([each, value]) => ({ name: each, value }));
      const metric = metricOf(namespace, name, named);
      return (value) => recorder.measure(metric, unit, value);
    },
    start: () => alarms.runner.start(),
    async close() {
      stopListening();
      alarms.runner.stop();
      recorder.flush();
      await alarms.actions.close();
    },
  };
}

function alarmParts(
  { store, clock, region, accountId, targets, onProblem }: CloudWatchServiceOptions,
  { metrics, recorder }: MetricParts,
  beforeEvaluation: () => void,
): AlarmParts {
  const place = { region, accountId };
  const alarms = new AlarmRepository(store);
  const history = new HistoryRepository(store, historyKept);
  const actions = new AlarmActions(store, place, targets, (...done) => states.actionDone(...done), onProblem);
  const states = new AlarmStates({ clock, alarms, history, actions, onProblem });
  const ground = { store, clock, alarms, states, actions, onProblem };
  const runner = new AlarmRunner({ ...ground, recorder, read: unitReader(metrics), beforeEvaluation });
  return { ...ground, place, history, runner };
}
