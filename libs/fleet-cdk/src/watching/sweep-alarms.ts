import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { fleetMetrics } from '@fleet/fleet-contract';
import { aDay, anHour, type AlarmRule, type WatchedFleet } from './alarm-rule';
import { fleetMetric } from './fleet-metric';

/** Whether sweeps are made, and come to an end. */
export function monitorAlarms({ names }: WatchedFleet): readonly AlarmRule[] {
  return [
    {
      kind: 'monitor-silent',
      metric: fleetMetric(names, fleetMetrics.sweepsDone, { statistic: Stats.SUM, period: anHour }),
      threshold: 1,
      rings: 'less',
      points: { needed: 26, of: 26 },
      silence: 'rings',
      says: 'No sweep has come to its end for 26 hours. Nobody is warned of certificates that end.',
    },
    {
      kind: 'monitor-gave-up',
      metric: fleetMetric(names, fleetMetrics.sweepsGivenUp, { statistic: Stats.SUM, period: anHour }),
      threshold: 0,
      rings: 'more',
      silence: 'calm',
      says: 'A sweep had not come to its end when the next day’s began, and was given up.',
    },
    {
      kind: 'index-empty',
      metric: fleetMetric(names, fleetMetrics.emptyIndex, { statistic: Stats.MAXIMUM, period: anHour }),
      threshold: 0,
      rings: 'more',
      silence: 'as-before',
      says: 'The sweep found nothing in a fleet that has devices: the fleet index does not know them.',
    },
  ];
}

/** What sweeps come upon. */
export function deviceAlarms(fleet: WatchedFleet): readonly AlarmRule[] {
  const { names, thresholds, hasWorkers } = fleet;
  const { devicesCutOff, unreachableGrowth, claimDays } = thresholds;
  const cutOff = {
    metric: fleetMetric(names, fleetMetrics.deactivated, { statistic: Stats.SUM, period: aDay }),
    rings: 'more',
    silence: 'calm',
  } as const;
  return [
    {
      ...cutOff,
      kind: 'device-cut-off',
      threshold: 0,
      says: 'A sweep has cut a device off: its days of grace were over.',
    },
    {
      ...cutOff,
      kind: 'many-cut-off',
      threshold: devicesCutOff,
      says: `Sweeps have cut off more than ${devicesCutOff} devices within a day. Something keeps the fleet from rotating.`,
    },
    {
      kind: 'unreachable-grows',
      metric: new MathExpression({
        expression: 'DIFF(unreachable)',
        label: 'growth from day to day',
        period: aDay,
        // A sweep counts at once; its workers each count a part of it.
        usingMetrics: {
          unreachable: fleetMetric(names, fleetMetrics.unreachable, {
            statistic: hasWorkers ? Stats.SUM : Stats.MAXIMUM,
            period: aDay,
          }),
        },
      }),
      threshold: unreachableGrowth,
      rings: 'more',
      // For one day alone CloudWatch might read no day before it to compare with.
      points: { needed: 1, of: 2 },
      silence: 'calm',
      says: `Since the day before there are more than ${unreachableGrowth} further devices whose certificate is overdue and that were never there for a warning.`,
    },
    {
      kind: 'claim-ends',
      metric: fleetMetric(names, fleetMetrics.claimDaysLeft, { statistic: Stats.MINIMUM, period: anHour }),
      threshold: claimDays,
      rings: 'less',
      silence: 'as-before',
      says: `A claim certificate ends in less than ${claimDays} days. No device can join with it after that.`,
    },
  ];
}
