import { GraphWidget, MathExpression, SingleValueWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { ageMetrics, fleetMetrics, type FleetNames } from '@fleet/fleet-contract';
import { aDay } from './alarm-rule';
import { fleetMetric } from './fleet-metric';

const quarter = { width: 6, height: 5 } as const;
const half = { width: 12, height: 6 } as const;

/** The last that a sweep has counted, and what came of a month's rotations. */
export function sizeWidgets(names: FleetNames): readonly IWidget[] {
  const counted = (name: string, label: string, statistic: string = Stats.MAXIMUM) =>
    fleetMetric(names, name, { statistic, period: aDay, label });
  const single = (title: string, name: string, label: string, statistic?: string) =>
    new SingleValueWidget({ ...quarter, title, sparkline: true, metrics: [counted(name, label, statistic)] });
  return [
    single('Fleet', fleetMetrics.fleetSize, 'devices'),
    rotationSuccess(names),
    single('Oldest successor without a proof', fleetMetrics.oldestUnproven, 'days'),
    single('First claim to end', fleetMetrics.claimDaysLeft, 'days', Stats.MINIMUM),
  ];
}

/** A rotation that was let through, and whose certificate then carried a connection. One that is under way is none yet. */
function rotationSuccess(names: FleetNames): SingleValueWidget {
  const taken = { statistic: Stats.SUM, period: aDay };
  return new SingleValueWidget({
    ...quarter,
    title: 'Rotations that succeeded, 30 days',
    setPeriodToTimeRange: true,
    start: '-P30D',
    end: 'P0D',
    metrics: [
      new MathExpression({
        expression: '100 * rotated / allowed',
        label: 'percent',
        period: aDay,
        usingMetrics: {
          rotated: fleetMetric(names, fleetMetrics.rotated, taken),
          allowed: fleetMetric(names, fleetMetrics.decisions, {
            ...taken,
            dimensions: { source: 'rotation', decision: 'allowed', reason: 'none' },
          }),
        },
      }),
    ],
  });
}

const ageLabels: Readonly<Record<keyof typeof ageMetrics, string>> = {
  firstQuarter: 'first quarter of the period',
  secondQuarter: 'second quarter',
  thirdQuarter: 'third quarter',
  lastQuarter: 'last quarter',
  due: 'due',
  overdue: 'past grace',
  undated: 'without a date',
};

export function rotationWidgets(names: FleetNames): readonly IWidget[] {
  const daily = (name: string, label: string, statistic: string) =>
    fleetMetric(names, name, { statistic, period: aDay, label });
  return [
    new GraphWidget({
      ...half,
      title: 'Certificates by age',
      stacked: true,
      left: ages.map((age) => daily(ageMetrics[age], ageLabels[age], Stats.MAXIMUM)),
    }),
    new GraphWidget({
      ...half,
      title: 'Due, warned, past grace, cut off, in a day',
      left: [
        daily(fleetMetrics.found, 'due', Stats.SUM),
        daily(fleetMetrics.warned, 'warned', Stats.SUM),
        daily(fleetMetrics.expired, 'past grace', Stats.SUM),
        daily(fleetMetrics.deactivated, 'cut off', Stats.SUM),
        daily(fleetMetrics.unreachable, 'unreachable', Stats.SUM),
      ],
    }),
  ];
}

const ages = [
  'firstQuarter',
  'secondQuarter',
  'thirdQuarter',
  'lastQuarter',
  'due',
  'overdue',
  'undated',
] as const;
