import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmKind, AlarmThresholds, FleetNames } from '@fleet/fleet-contract';

/** When an alarm rings, and what it then says. */
export interface AlarmRule {
  readonly kind: AlarmKind;
  /** What it is about, where there are several of its kind: a model, a hook. */
  readonly of?: string;
  /** What has happened, in a sentence. */
  readonly says: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** `more` than the threshold rings, or `less`. */
  readonly rings: 'more' | 'less';
  /** So many of the last data points have to. One of one, when absent. */
  readonly points?: { readonly needed: number; readonly of: number };
  /**
   * What hours without data mean. `calm`: nothing has happened. `as-before`: the last that was measured still holds.
   * `rings`: somebody should have been heard of. The alarm then has the state INSUFFICIENT_DATA, which one that has
   * never had data is in from the start: so it does not ring before there was anything to hear.
   */
  readonly silence: 'calm' | 'as-before' | 'rings';
}

/** Of which fleet, and when they ring. */
export interface WatchedFleet {
  readonly names: FleetNames;
  readonly thresholds: AlarmThresholds;
  readonly models: readonly string[];
  /** Several functions count what one sweep does. */
  readonly hasWorkers: boolean;
}

export const comparisonOf: Readonly<Record<AlarmRule['rings'], ComparisonOperator>> = {
  more: ComparisonOperator.GREATER_THAN_THRESHOLD,
  less: ComparisonOperator.LESS_THAN_THRESHOLD,
};

export const missingDataOf: Readonly<Record<AlarmRule['silence'], TreatMissingData>> = {
  calm: TreatMissingData.NOT_BREACHING,
  'as-before': TreatMissingData.IGNORE,
  rings: TreatMissingData.MISSING,
};

export const anHour = Duration.hours(1);
export const aDay = Duration.days(1);
export const fiveMinutes = Duration.minutes(5);
