import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { MetricRecorder } from './metrics/metric-recorder';
import type { MetricRepository } from './metrics/metric-repository';

export type CloudWatchHandlers = ServiceHandlers<typeof CloudWatch>;

/** What the operations on metrics work with. */
export interface MetricParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: MetricRepository;
  readonly recorder: MetricRecorder;
}
