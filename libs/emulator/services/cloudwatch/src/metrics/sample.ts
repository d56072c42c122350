import type { Distribution } from './distribution';
import type { Metric } from './metric';
import type { Unit } from './metric-rules';

/** Seconds that data are told apart by: of a metric of high resolution, or of any other. */
export type StorageResolution = 1 | 60;

/** Values of a metric at one time. */
export interface Sample {
  readonly metric: Metric;
  readonly atMillis: number;
  readonly unit: Unit;
  readonly resolution: StorageResolution;
  readonly distribution: Distribution;
}
